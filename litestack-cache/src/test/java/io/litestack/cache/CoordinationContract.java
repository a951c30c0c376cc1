package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.ClosedException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks, semaphores, rate limits and memoized functions. */
abstract class CoordinationContract extends CacheContract {
    private static final Duration LONG = Duration.ofMinutes(1);

    // Locks.

    @Test
    void a_lock_has_one_holder_among_all_instances() {
        Cache other = open();
        Lease lease = cache.lock("l").tryAcquire().orElseThrow();
        assertThat(lease.isHeld()).isTrue();
        assertThat(other.lock("l").tryAcquire()).isEmpty();
        assertThat(cache.lock("l").tryAcquire(Duration.ofMillis(1))).isEmpty();
        assertThat(other.lock("another").tryAcquire()).isPresent();
        assertThat(other.semaphore("l", 1).tryAcquire()).isPresent();
        lease.close();
        lease.close();
        assertThat(lease.isHeld()).isFalse();
        assertThat(other.lock("l").tryAcquire()).isPresent();
    }

    @Test
    void no_two_threads_are_inside_at_once() {
        Cache other = open();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger count = new AtomicInteger();
        List<Background<Void>> threads = new ArrayList<>();
        for (Cache each : List.of(cache, other, cache, other)) {
            threads.add(Background.run("worker", () -> {
                for (int i = 0; i < 25; i++) {
                    try (Lease lease = each.lock("l").acquire()) {
                        assertThat(inside.incrementAndGet()).isEqualTo(1);
                        assertThat(lease.token()).isPositive();
                        count.incrementAndGet();
                        inside.decrementAndGet();
                    }
                }
            }));
        }
        threads.forEach(Background::result);
        assertThat(count).hasValue(100);
    }

    @Test
    void a_lock_is_had_in_the_order_of_asking_and_tokens_grow() {
        Queue<Integer> order = new ConcurrentLinkedQueue<>();
        Queue<Long> tokens = new ConcurrentLinkedQueue<>();
        Lease first = cache.lock("l").acquire();
        List<Background<Void>> threads = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            threads.add(Background.run("waiter" + i, () -> {
                try (Lease lease = cache.lock("l").acquire()) {
                    order.add(number);
                    tokens.add(lease.token());
                }
            }));
            // a semaphore of the same queue shows how many have come
            Eventually.until("waiter " + i + " has come", () -> waitersOf("l") == number);
        }
        assertThat(order).isEmpty();
        first.close();
        threads.forEach(Background::result);
        assertThat(order).containsExactly(1, 2, 3);
        assertThat(List.copyOf(tokens)).isSorted().allMatch(it -> it > first.token());
    }

    /** How many wait for a lock that somebody has. */
    abstract int waitersOf(String lock);

    @Test
    void who_waits_in_vain_leaves_nothing_behind() {
        Lease lease = cache.lock("l").acquire();
        assertThat(cache.lock("l").tryAcquire(Duration.ofMillis(5))).isEmpty();
        Background<Lease> interrupted =
                Background.call("interrupted", () -> cache.lock("l").acquire());
        Eventually.until("it waits", () -> waitersOf("l") == 1);
        interrupted.thread().interrupt();
        assertThat(interrupted.failure()).isInstanceOf(StoreInterruptedException.class);
        Eventually.until("nobody waits", () -> waitersOf("l") == 0);
        lease.close();
        assertThat(cache.lock("l").tryAcquire()).isPresent();
    }

    @Test
    void closing_a_cache_ends_its_leases_and_wakes_who_waits() {
        Cache other = open();
        Lease lease = other.lock("l").acquire();
        Background<Lease> waiter =
                Background.call("waiter", () -> cache.lock("l").acquire());
        Eventually.until("it waits", () -> waitersOf("l") == 1);
        other.close();
        assertThat(waiter.result().isHeld()).isTrue();
        lease.close();
        assertThat(waiter.result().isHeld()).isTrue();
        assertThatThrownBy(() -> other.lock("l").tryAcquire()).isInstanceOf(ClosedException.class);
    }

    @Test
    void a_time_limit_ends_a_lease_that_was_forgotten() {
        Lease lease = cache.lock("l").withTimeLimit(Duration.ofSeconds(30)).acquire();
        assertThat(cache.lock("l").tryAcquire()).isEmpty();
        assertThat(lease.extend(Duration.ofSeconds(40))).isTrue();
        time.pass(Duration.ofSeconds(35));
        assertThat(lease.isHeld()).isTrue();
        assertThat(cache.lock("l").tryAcquire()).isEmpty();
        time.pass(Duration.ofSeconds(10));
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.extend(LONG)).isFalse();
        Lease next = cache.lock("l").tryAcquire().orElseThrow();
        lease.close();
        assertThat(next.isHeld()).isTrue();
        assertThat(next.token()).isGreaterThan(lease.token());
    }

    @Test
    void the_limit_of_one_who_has_waited_begins_when_the_lock_is_had() {
        Lease first = cache.lock("l").acquire();
        Background<Lease> waiter = Background.call(
                "waiter",
                () -> cache.lock("l").withTimeLimit(Duration.ofSeconds(30)).acquire());
        Eventually.until("it waits", () -> waitersOf("l") == 1);
        time.pass(Duration.ofMinutes(5));
        first.close();
        assertThat(waiter.result().isHeld()).isTrue();
        time.pass(Duration.ofSeconds(31));
        assertThat(waiter.result().isHeld()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; drop table x", "\u0001", "ünï \uD83D\uDE00", "%_"})
    void names_may_be_anything(String name) {
        try (Lease lease = cache.lock(name).acquire()) {
            assertThat(cache.lock(name).tryAcquire()).isEmpty();
            assertThat(lease.isHeld()).isTrue();
        }
        assertThat(cache.rateLimiter(name, RateLimit.of(1, LONG))
                        .tryAcquire(name)
                        .isAllowed())
                .isTrue();
    }

    @Test
    void arguments_outside_their_bounds_are_refused() {
        String tooLong = "x".repeat(1_025);
        assertThatThrownBy(() -> cache.lock("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.lock(tooLong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.lock("l").withTimeLimit(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 ms to 365 days");
        assertThatThrownBy(() -> cache.lock("l").withTimeLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 ms");
        assertThatThrownBy(() -> cache.semaphore("s", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.semaphore("s", 2).tryAcquire(3, LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 permits");
        assertThatThrownBy(() -> RateLimit.of(0, LONG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ofDays(365)).withBurst(11))
                .isInstanceOf(IllegalArgumentException.class);
        RateLimiter limiter = cache.rateLimiter("r", RateLimit.of(5, LONG));
        assertThatThrownBy(() -> limiter.tryAcquire("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> limiter.tryAcquire("k", 6)).isInstanceOf(IllegalArgumentException.class);
    }

    // Semaphores.

    @Test
    void a_semaphore_has_so_many_permits_in_all_instances() {
        Cache other = open();
        DistributedSemaphore mine = cache.semaphore("s", 3);
        DistributedSemaphore theirs = other.semaphore("s", 3);
        Lease two = mine.tryAcquire(2, Duration.ZERO).orElseThrow();
        assertThat(theirs.availablePermits()).isEqualTo(1);
        assertThat(theirs.tryAcquire(2, Duration.ZERO)).isEmpty();
        Lease one = theirs.tryAcquire().orElseThrow();
        assertThat(mine.tryAcquire()).isEmpty();
        two.close();
        assertThat(mine.availablePermits()).isEqualTo(2);
        one.close();
        assertThat(mine.tryAcquire(3, Duration.ZERO)).isPresent();
    }

    @Test
    void who_wants_many_permits_is_not_overtaken() {
        DistributedSemaphore semaphore = cache.semaphore("s", 3);
        Lease one = semaphore.acquire();
        Background<Lease> many =
                Background.call("many", () -> semaphore.tryAcquire(3, LONG).orElseThrow());
        Eventually.until("it waits", () -> semaphore.availablePermits() == 0);
        assertThat(semaphore.tryAcquire()).isEmpty();
        one.close();
        many.result().close();
        assertThat(semaphore.tryAcquire()).isPresent();
    }

    // Rate limits.

    @Test
    void a_burst_is_allowed_and_then_one_at_a_time() {
        RateLimiter limiter =
                cache.rateLimiter("r", RateLimit.of(60, Duration.ofHours(1)).withBurst(3));
        assertThat(limiter.tryAcquire("ann").remaining()).isEqualTo(2);
        assertThat(limiter.tryAcquire("ann", 2).remaining()).isZero();
        RateDecision refused = limiter.tryAcquire("ann");
        assertThat(refused.isAllowed()).isFalse();
        assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
        assertThat(refused.resetAfter()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(3));
        assertThat(limiter.tryAcquire("bob").isAllowed()).isTrue();
        assertThat(cache.rateLimiter("another", limiter.limit())
                        .tryAcquire("ann")
                        .isAllowed())
                .isTrue();
        time.pass(refused.retryAfter());
        assertThat(limiter.tryAcquire("ann").isAllowed()).isTrue();
        assertThat(limiter.tryAcquire("ann").isAllowed()).isFalse();
        time.pass(Duration.ofHours(1));
        assertThat(limiter.tryAcquire("ann", 3).isAllowed()).isTrue();
        assertThat(limiter.tryAcquire("ann").isAllowed()).isFalse();
    }

    @Test
    void refusals_count_for_nothing() {
        RateLimiter limiter = cache.rateLimiter("r", RateLimit.of(1, Duration.ofMinutes(1)));
        assertThat(limiter.tryAcquire("k").isAllowed()).isTrue();
        Duration wait = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            wait = limiter.tryAcquire("k").retryAfter();
        }
        time.pass(wait);
        assertThat(limiter.tryAcquire("k").isAllowed()).isTrue();
    }

    @Test
    void as_many_are_allowed_among_many_threads_as_the_limit_says() {
        Cache other = open();
        RateLimit limit = RateLimit.of(50, Duration.ofDays(300));
        AtomicInteger allowed = new AtomicInteger();
        List<Background<Void>> threads = new ArrayList<>();
        for (Cache each : List.of(cache, other, cache, other)) {
            threads.add(Background.run("caller", () -> {
                for (int i = 0; i < 40; i++) {
                    if (each.rateLimiter("r", limit).tryAcquire("k").isAllowed()) {
                        allowed.incrementAndGet();
                    }
                }
            }));
        }
        threads.forEach(Background::result);
        assertThat(allowed).hasValue(50);
        assertThat(reopen().rateLimiter("r", limit).tryAcquire("k").isAllowed()).isFalse();
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_out_for_longer_than_the_whole_burst() {
        RateLimiter limiter = cache.rateLimiter("r", RateLimit.of(10, Duration.ofMinutes(1)));
        assertThat(limiter.tryAcquire("k", 10).isAllowed()).isTrue();
        time.setWall(Duration.ofHours(-2));
        assertThat(limiter.tryAcquire("k").retryAfter()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        time.pass(Duration.ofMinutes(1));
        assertThat(limiter.tryAcquire("k").isAllowed()).isTrue();
    }

    @Test
    void neither_clear_nor_prune_touches_them() {
        Lease lease = cache.lock("l").acquire();
        RateLimiter limiter = cache.rateLimiter("r", RateLimit.of(1, LONG));
        limiter.tryAcquire("k");
        cache.clearAll();
        cache.pruneFraction(1);
        assertThat(lease.isHeld()).isTrue();
        assertThat(limiter.tryAcquire("k").isAllowed()).isFalse();
    }

    // Functions.

    @Test
    void a_memoized_function_computes_once_for_each_argument() {
        AtomicInteger calls = new AtomicInteger();
        Memoized<Integer, User> users = cache.namespace("users")
                .memoize(CacheType.of(User.class), id -> "user:" + id, LoadOptions.standard(), id -> {
                    calls.incrementAndGet();
                    return new User("user " + id, id);
                });
        assertThat(users.apply(1)).isEqualTo(new User("user 1", 1)).isEqualTo(users.apply(1));
        assertThat(users.apply(2).age()).isEqualTo(2);
        assertThat(calls).hasValue(2);
        assertThat(users.evict(1)).isTrue();
        assertThat(users.evict(3)).isFalse();
        users.apply(1);
        users.apply(2);
        assertThat(calls).hasValue(3);
    }
}
