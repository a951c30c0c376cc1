package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What listens to other processes dies or fails: it is replaced, and goes on where it was. */
@Timeout(120)
class DyingThreadsTest {
    private static final Pattern LISTENING =
            Pattern.compile(".*-(cable-reader|cable-trimmer|dispatch|poller|writer)-1");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Set<String> died = ConcurrentHashMap.newKeySet();
    private final List<String> got = new Vector<>();

    /** A thread that listens, or tells of commits, dies as soon as it runs, the first time. */
    private final class MortalThread extends Thread {
        MortalThread(Runnable work) {
            super(work);
            setDaemon(true);
        }

        @Override
        public void run() {
            if (!LISTENING.matcher(getName()).matches() || !died.add(getName())) {
                super.run();
            }
        }
    }

    @Test
    void a_listening_thread_that_is_gone_is_replaced() {
        Path file = folder.resolve("cable.db");
        StoreConfig config =
                StoreConfig.builder(file).threads(MortalThread::new).build();
        try (Cable cable = Cable.open(CableConfig.builder(config).build())) {
            cable.subscribe("a", it -> got.add(it.text()));
            try (ChildJvm child = ChildJvm.start(folder, CableProcess.class, file)) {
                child.await("ready");
                for (int i = 0; i < 20; i++) {
                    child.ask("publish a " + i, "did publish a " + i);
                }
                awaitNumbers(20);
            }
            assertThat(died).anyMatch(it -> it.endsWith("-cable-reader-1"));
        }
    }

    @Test
    void one_that_fails_goes_on_when_it_can() {
        Path file = folder.resolve("cable.db");
        try (Cable cable = Cable.open(CableConfig.builder(file).build());
                ForeignProcess other = ForeignProcess.open(folder, file)) {
            cable.subscribe("a", it -> got.add(it.text()));
            other.run("alter table litecable_log rename to away");
            for (int i = 0; i < 5; i++) {
                other.run("insert into litecable_messages (hash, channel, at_ms, payload) values (97, 'a', "
                        + System.currentTimeMillis() + ", x'3" + i + "')");
            }
            other.run("alter table away rename to litecable_log");
            awaitNumbers(5);
        }
    }

    private void awaitNumbers(int count) {
        Eventually.until("all have come", () -> got.size() >= count);
        assertThat(got).isEqualTo(numbers(count));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
