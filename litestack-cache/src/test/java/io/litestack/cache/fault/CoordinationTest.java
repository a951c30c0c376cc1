package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.Coherence;
import io.litestack.cache.DistributedSemaphore;
import io.litestack.cache.Lease;
import io.litestack.cache.RateLimit;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks, semaphores and rate limits among processes, some of which are killed. */
@Requires(Facility.LINUX)
@Timeout(120)
class CoordinationTest {
    private static final RateLimit LIMIT = RateLimit.of(101, Duration.ofDays(300));

    @TempDir
    Path folder;

    /** Does what lines say. */
    static final class Program {
        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            Cache cache = CacheProcess.open(file, Coherence.RELAXED);
            CacheProcess.say("ready");
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (line) {
                    case "lock" ->
                        CacheProcess.say("locked " + cache.lock("l").acquire().token());
                    case "permits" -> {
                        boolean isHeld = cache.semaphore("s", 3)
                                .tryAcquire(2, Duration.ZERO)
                                .orElseThrow()
                                .isHeld();
                        CacheProcess.say(isHeld ? "has permits" : "has none");
                    }
                    case "count" -> count(cache, file.resolveSibling("number"), Integer.MAX_VALUE);
                    case "rate" -> CacheProcess.say("allowed " + allowed(cache));
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
    }

    /** Adds to the number in a file, which is safe under a lock only. */
    private static void count(Cache cache, Path file, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (Lease lease = cache.lock("number").acquire()) {
                // what was written before a process was killed may be half there
                String text = Files.readString(file);
                int number = text.endsWith(".") ? Integer.parseInt(text.substring(0, text.length() - 1)) : -1;
                CacheProcess.say("token " + lease.token());
                if (number >= 0) {
                    Files.writeString(file, (number + 1) + ".");
                    CacheProcess.say("number " + (number + 1));
                }
            }
        }
    }

    private static int allowed(Cache cache) {
        int allowed = 0;
        for (int i = 0; i < 80; i++) {
            allowed += cache.rateLimiter("r", LIMIT).tryAcquire("k").isAllowed() ? 1 : 0;
        }
        return allowed;
    }

    private ChildJvm start(Path file) {
        return ChildJvm.start(folder, Program.class, file);
    }

    private static Cache open(Path file) {
        return Cache.open(CacheConfig.builder(file).build());
    }

    @Test
    void what_a_killed_process_had_is_free_again_and_its_place_in_the_queue_too() {
        Path file = folder.resolve("cache.db");
        try (Cache cache = open(file);
                ChildJvm holder = start(file);
                ChildJvm waiter = start(file)) {
            holder.await("ready");
            waiter.await("ready");
            holder.send("lock");
            String locked = holder.next().orElseThrow();
            holder.ask("permits", "has permits");
            waiter.send("lock");
            DistributedSemaphore semaphore = cache.semaphore("s", 3);
            assertThat(cache.lock("l").tryAcquire()).isEmpty();
            assertThat(semaphore.availablePermits()).isEqualTo(1);
            holder.kill();
            long second = Long.parseLong(waiter.next().orElseThrow().substring("locked ".length()));
            assertThat(second).isGreaterThan(Long.parseLong(locked.substring("locked ".length())));
            assertThat(semaphore.availablePermits()).isEqualTo(3);
            waiter.kill();
            try (Lease lease = cache.lock("l").acquire()) {
                assertThat(lease.token()).isGreaterThan(second);
            }
        }
    }

    @Test
    void a_lock_keeps_processes_apart_also_when_one_is_killed() throws IOException {
        Path file = folder.resolve("cache.db");
        Files.writeString(folder.resolve("number"), "0.");
        List<String> said = new ArrayList<>();
        try (Cache cache = open(file);
                ChildJvm one = start(file);
                ChildJvm other = start(file)) {
            one.await("ready");
            other.await("ready");
            one.send("count");
            other.send("count");
            for (int i = 0; i < 100; i++) {
                said.add(one.next().orElseThrow());
            }
            one.kill();
            said.addAll(one.rest());
            for (int i = 0; i < 100; i++) {
                said.add(other.next().orElseThrow());
            }
            other.kill();
            said.addAll(other.rest());
            try (Lease lease = cache.lock("number").acquire()) {
                said.add("token " + lease.token());
            }
        }
        assertThat(said).doesNotHaveDuplicates().hasSizeGreaterThan(200);
    }

    @Test
    void processes_share_a_rate_limit() {
        Path file = folder.resolve("cache.db");
        try (Cache cache = open(file);
                ChildJvm one = start(file);
                ChildJvm other = start(file)) {
            one.await("ready");
            other.await("ready");
            one.send("rate");
            other.send("rate");
            int allowed = allowed(cache);
            for (ChildJvm each : List.of(one, other)) {
                allowed += Integer.parseInt(each.next().orElseThrow().substring("allowed ".length()));
            }
            assertThat(allowed).isEqualTo(101);
        }
    }
}
