package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.Litestack;
import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheStats;
import io.litestack.cache.CacheType;
import io.litestack.cache.DistributedSemaphore;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.Lease;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Lookup;
import io.litestack.cache.Memoized;
import io.litestack.cache.RateDecision;
import io.litestack.cache.RateLimit;
import io.litestack.cache.RateLimiter;
import io.litestack.cache.TypedCache;
import io.litestack.core.Store;
import io.litestack.core.TypeToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code that the documentation of the cache shows; each region stands there word for word. */
@Timeout(120)
class CachingTourTest {
    @TempDir
    Path folder;

    record User(String name, int logins) {}

    private final AtomicInteger renders = new AtomicInteger();

    private String render() {
        return "<h1>" + renders.incrementAndGet() + "</h1>";
    }

    private static User findUser(int id) {
        return new User("user " + id, 0);
    }

    private Cache open() {
        return Cache.open(folder.resolve("cache.db"));
    }

    @Test
    void the_first_value() {
        Path path = folder.resolve("data/cache.db");
        // region cache-first-lines
        try (Cache cache = Cache.open(path)) {
            String page = cache.get("front-page", String.class, () -> render()); // rendered once

            cache.put("user:42", new User("ann", 7)); // a record becomes JSON
            Optional<User> ann = cache.find("user:42", User.class);
            // endregion
            assertThat(page).isEqualTo("<h1>1</h1>");
            assertThat(ann).contains(new User("ann", 7));
        }
    }

    @Test
    void typed() {
        try (Cache cache = open()) {
            // region cache-typed
            TypedCache<User> users = cache.typed(User.class);
            TypedCache<List<User>> teams = cache.typed(new TypeToken<List<User>>() {});

            User ann = users.get("user:42", () -> findUser(42));
            teams.put("team:7", List.of(ann, findUser(43)));
            Map<String, User> both = users.getAll(List.of("user:42", "user:43"));
            // endregion
            assertThat(both).containsOnlyKeys("user:42");
        }
    }

    @Test
    void options() {
        try (Cache cache = open()) {
            // region cache-options
            cache.put("code:ann", "4711", EntryOptions.expiringAfter(Duration.ofMinutes(5)));
            cache.put(
                    "session:1",
                    new User("ann", 7),
                    EntryOptions.standard().withExpireAfterAccess(Duration.ofHours(1)));
            cache.put("receipt", "paid", EntryOptions.standard().durable()); // returns once it is committed
            // endregion
            assertThat(cache.find("code:ann", String.class)).contains("4711");
        }
    }

    @Test
    void a_page_fragment_with_a_tag() {
        try (Cache cache = open()) {
            // region cache-tags
            LoadOptions options =
                    LoadOptions.expiringAfter(Duration.ofMinutes(10)).withTags("user:42", "menu");
            String fragment = cache.get("menu:42", String.class, options, () -> render());

            cache.evictTag("user:42"); // one row, however many entries have the tag
            cache.evictPrefix("menu:"); // likewise
            CacheNamespace sessions = cache.namespace("sessions");
            sessions.clear(); // likewise
            // endregion
            assertThat(fragment).isNotEmpty();
            assertThat(cache.find("menu:42", String.class)).isEmpty();
        }
    }

    @Test
    void in_a_transaction() {
        try (Store store = Store.open(folder.resolve("app.db"));
                Cache cache = open()) {
            store.execute("create table users(id integer primary key, name text)");
            store.execute("insert into users values (42, 'ann')");
            cache.put("page:42", "ann", EntryOptions.standard().withTags("user:42"));
            // region cache-transaction
            store.useWrite(tx -> {
                tx.execute("update users set name = ? where id = ?", "anna", 42);
                cache.evictTag(tx, "user:42"); // if and only if the name is changed
            });
            // from here on nobody in this process reads the old name
            // endregion
            assertThat(cache.find("page:42", String.class)).isEmpty();
        }
    }

    @Test
    void of_a_table() {
        try (Store store = Store.open(folder.resolve("app.db"))) {
            store.execute("create table orders(id integer primary key, total integer)");
            // region cache-table
            try (Cache cache =
                    Cache.open(CacheConfig.builder(store.config()).build())) { // in the application's own file
                LoadOptions options = LoadOptions.standard().dependsOn("orders");
                long count = cache.get(
                        "count",
                        Long.class,
                        options,
                        () -> store.queryFirst("select count(*) from orders", row -> row.getLong(1))
                                .orElse(0L));
                // endregion
                assertThat(count).isZero();
            }
        }
    }

    @Test
    void counters() {
        try (Cache cache = open()) {
            // region cache-counter
            EntryOptions minute = EntryOptions.expiringAfter(Duration.ofMinutes(1));
            long calls = cache.increment("calls:ann", 1, minute); // the minute begins with the first call
            boolean isTooMany = calls > 100;
            // endregion
            assertThat(isTooMany).isFalse();
        }
    }

    @Test
    void versions() {
        try (Cache cache = open()) {
            TypedCache<User> users = cache.typed(User.class);
            users.put("user:42", new User("ann", 7));
            // region cache-versions
            boolean isDone = false;
            while (!isDone) {
                if (users.lookup("user:42") instanceof Lookup.Hit<User> hit && hit.value() != null) {
                    User now = new User(hit.value().name(), hit.value().logins() + 1);
                    isDone = users.compareAndSet("user:42", hit.version(), now);
                } else {
                    isDone = users.putIfAbsent("user:42", new User("ann", 1));
                }
            }
            // endregion
            assertThat(users.find("user:42")).contains(new User("ann", 8));
        }
    }

    @Test
    void old_values() {
        try (Cache cache = open()) {
            // region cache-stale
            LoadOptions options = LoadOptions.expiringAfter(Duration.ofMinutes(1))
                    .withStaleWhileRevalidate(
                            Duration.ofMinutes(5)) // an old one at once, and a new one in the background
                    .withStaleIfError(Duration.ofHours(1)); // an old one rather than an exception
            String weather = cache.get("weather", String.class, options, () -> render());
            // endregion
            assertThat(weather).isNotEmpty();
        }
    }

    @Test
    void across_processes() {
        try (Cache cache = open()) {
            // region cache-lease
            LoadOptions options = LoadOptions.expiringAfter(Duration.ofHours(1)).acrossProcesses();
            String report =
                    cache.get("report", String.class, options, () -> render()); // one process renders, the others wait
            // endregion
            assertThat(report).isNotEmpty();
        }
    }

    @Test
    void figures() {
        try (Cache cache = open()) {
            // region cache-stats
            CacheStats stats = cache.stats();
            System.out.printf(
                    "%.2f of the reads were answered, %d loads took %d ms%n",
                    stats.hitRatio(), stats.loads(), stats.loadTime().toMillis());
            cache.largestKeys(10).forEach(System.out::println);
            // endregion
            assertThat(stats.loads()).isZero();
        }
    }

    @Test
    void in_the_stack() {
        Path data = folder.resolve("stack");
        // region cache-stack
        try (Litestack stack =
                Litestack.builder().dataFolder(data).withoutFiles().open()) {
            stack.db().execute("create table users(name text)");
            stack.db().useWrite(tx -> {
                tx.execute("insert into users values ('ann')");
                stack.cache().evictPrefix(tx, "users:");
            });
            String page = stack.cache().get("users:1", String.class, () -> render());
            // endregion
            assertThat(page).isNotEmpty();
        }
    }

    @Test
    @SuppressWarnings("try") // a lease is held, and not used
    void a_lock_and_a_semaphore() {
        try (Cache cache = open()) {
            // region cache-lock
            try (Lease lease = cache.lock("nightly-report").acquire()) { // one process at a time
                render();
            }

            Optional<Lease> mine = cache.lock("leader").tryAcquire(Duration.ofSeconds(1));
            boolean isLeader = mine.isPresent();

            DistributedSemaphore browsers = cache.semaphore("browsers", 4);
            try (Lease lease = browsers.acquire()) { // four at a time, in all processes together
                render();
            }
            // endregion
            assertThat(isLeader).isTrue();
            assertThat(renders).hasValue(2);
        }
    }

    @Test
    void a_rate_limit() {
        try (Cache cache = open()) {
            String address = "192.0.2.1";
            // region cache-rate-limit
            RateLimiter logins = cache.rateLimiter("logins", RateLimit.of(5, Duration.ofMinutes(1)));
            RateDecision decision = logins.tryAcquire(address);
            if (!decision.isAllowed()) {
                long seconds = decision.retryAfter().toSeconds() + 1; // for the header Retry-After
                throw new IllegalStateException("try again in " + seconds + " s");
            }
            // endregion
            assertThat(decision.remaining()).isEqualTo(4);
        }
    }

    @Test
    void a_memoized_function() {
        try (Cache cache = open();
                Store store = Store.open(folder.resolve("app.db"))) {
            // region cache-memoize
            Memoized<Integer, User> users = cache.memoize(
                    CacheType.of(User.class),
                    id -> "user:" + id,
                    LoadOptions.expiringAfter(Duration.ofMinutes(10)),
                    id -> findUser(id));
            User ann = users.apply(42); // found
            User again = users.apply(42); // remembered
            store.useWrite(tx -> users.evict(tx, 42));
            // endregion
            assertThat(again).isEqualTo(ann);
            assertThat(cache.find("user:42", User.class)).isEmpty();
        }
    }
}
