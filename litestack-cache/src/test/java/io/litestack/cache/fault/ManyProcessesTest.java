package io.litestack.cache.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.Coherence;
import io.litestack.cache.fault.CheckedProcess.Event;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Seed;
import io.litestack.core.testkit.Shell;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Processes that change and read the same keys, and now and then are stopped. Afterwards it is checked that no read was older than the
 * bound, that nothing went backwards for anybody, and that at the end all heaps hold what the file holds. For a long run:
 *
 * <pre>{@code
 * mvn test -pl litestack-cache -Dtest=ManyProcessesTest -Dlitestack.soak=60000
 * }</pre>
 */
@Requires(Facility.LINUX)
@Timeout(600)
class ManyProcessesTest {
    private static final long BOUND_NANOS = 5_000_000;

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} processes, {1}")
    @CsvSource({"2, RELAXED", "4, RELAXED", "3, STRICT"})
    void no_read_is_older_than_the_bound(int processes, Coherence coherence) throws IOException {
        int millis = Integer.getInteger("litestack.soak", 2_000);
        Random random = seed.random();
        long number = random.nextLong();
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(ChildJvm.start(
                        folder,
                        CheckedProcess.class,
                        folder.resolve("cache.db"),
                        coherence,
                        i,
                        number,
                        millis,
                        folder.resolve("events" + i)));
            }
            children.forEach(it -> it.await("ready"));
            stopNowAndThen(children, random, millis);
            children.forEach(it -> it.await("flushed"));
            children.forEach(it -> it.send("end"));
            children.forEach(it -> it.await("done"));
        } finally {
            children.forEach(ChildJvm::close);
        }
        check(processes, coherence == Coherence.STRICT ? 0 : BOUND_NANOS);
    }

    private static void stopNowAndThen(List<ChildJvm> children, Random random, int millis) {
        long end = System.nanoTime() + (millis - 500) * 1_000_000L;
        while (System.nanoTime() < end) {
            ChildJvm child = children.get(random.nextInt(children.size()));
            LockSupport.parkNanos(random.nextInt(100_000_000));
            Shell.run("kill", "-STOP", child.pid());
            LockSupport.parkNanos(random.nextInt(50_000_000));
            Shell.run("kill", "-CONT", child.pid());
        }
    }

    private void check(int processes, long bound) throws IOException {
        List<List<Event>> all = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            all.add(events(folder.resolve("events" + i)));
        }
        Map<Integer, long[]> ends = increments(all);
        int reads = 0;
        for (List<Event> events : all) {
            Map<Integer, Long> seen = new HashMap<>();
            for (Event event : events) {
                if (event.kind() == Event.READ) {
                    reads++;
                    long least = committedBefore(ends.get(event.key()), event.began() - bound);
                    assertThat(event.value())
                            .as("a read of counter %s", event.key())
                            .isGreaterThanOrEqualTo(least);
                }
                if (event.kind() == Event.READ || event.kind() == Event.READ_PUT || event.kind() == Event.PUT) {
                    int key = event.kind() == Event.READ ? event.key() : 1_000 + event.key();
                    long before = seen.getOrDefault(key, 0L);
                    assertThat(event.value()).as("%s after %s", event, before).isGreaterThanOrEqualTo(before);
                    seen.put(key, event.value());
                }
            }
        }
        assertThat(reads).isGreaterThan(1_000);
        checkTheEnd(all, ends);
    }

    /** Each increment has another result; when the first so many had ended. */
    private static Map<Integer, long[]> increments(List<List<Event>> all) {
        Map<Integer, long[]> ends = new HashMap<>();
        for (int key = 0; key < CheckedProcess.KEYS; key++) {
            int wanted = key;
            List<Event> ofKey = all.stream()
                    .flatMap(List::stream)
                    .filter(it -> it.kind() == Event.INCREMENT && it.key() == wanted)
                    .sorted(Comparator.comparingLong(Event::value))
                    .toList();
            long[] ended = new long[ofKey.size()];
            for (int i = 0; i < ended.length; i++) {
                assertThat(ofKey.get(i).value()).as("counter %s", key).isEqualTo(i + 1);
                ended[i] = ofKey.get(i).ended();
            }
            ends.put(key, ended);
        }
        return ends;
    }

    /** How far a counter was for sure at a time. */
    private static long committedBefore(long[] ends, long time) {
        for (int i = ends.length; i > 0; i--) {
            if (ends[i - 1] < time) {
                return i;
            }
        }
        return 0;
    }

    private void checkTheEnd(List<List<Event>> all, Map<Integer, long[]> ends) {
        try (Cache file = Cache.open(CacheConfig.builder(folder.resolve("cache.db"))
                .coherence(coherenceOf())
                .heapSizeBytes(0)
                .build())) {
            for (List<Event> events : all) {
                for (Event event : events) {
                    if (event.kind() == Event.LAST) {
                        assertThat(event.value()).isEqualTo(ends.get(event.key()).length);
                        assertThat(file.counter("counter" + event.key()).orElse(0))
                                .isEqualTo(event.value());
                    } else if (event.kind() == Event.LAST_PUT) {
                        String name = "put" + event.key() / 10 + ":" + event.key() % 10;
                        assertThat(file.counter(name).orElse(0)).as(name).isEqualTo(event.value());
                    }
                }
            }
        }
    }

    private Coherence coherenceOf() {
        return Coherence.RELAXED;
    }

    private static List<Event> events(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            byte[] all = in.readAllBytes();
            DataInputStream each = new DataInputStream(new ByteArrayInputStream(all));
            while (true) {
                events.add(
                        new Event(each.readByte(), each.readInt(), each.readLong(), each.readLong(), each.readLong()));
            }
        } catch (EOFException e) {
            return events;
        }
    }
}
