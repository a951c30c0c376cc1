package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** 70 of 100 subscribers do not get on at all: the others do not notice, and those miss nothing when they get on again. */
@Timeout(120)
class StalledSubscribersTest {
    private static final int MESSAGES = 2_000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    @Test
    void thirty_get_everything_while_seventy_get_on_with_nothing() {
        Signal end = new Signal("those that stalled may go on");
        List<List<Long>> stalled = new ArrayList<>();
        List<List<Long>> others = new ArrayList<>();
        try (Cable cable =
                Cable.open(CableConfig.builder(folder.resolve("cable.db")).build())) {
            for (int i = 0; i < 100; i++) {
                List<Long> got = new Vector<>();
                if (i % 10 < 7) {
                    stalled.add(got);
                    cable.subscribe("a", message -> {
                        got.add(message.id());
                        end.awaitUninterruptibly();
                    });
                } else {
                    others.add(got);
                    cable.subscribe("a", message -> got.add(message.id()));
                }
            }
            for (int i = 0; i < MESSAGES; i++) {
                var unused = cable.publishAsync("a", "x");
            }
            List<Long> all = LongStream.rangeClosed(1, MESSAGES).boxed().toList();
            others.forEach(got -> Eventually.until("all have come", () -> got.size() == MESSAGES));
            assertThat(others).allMatch(all::equals);
            assertThat(stalled).allMatch(it -> it.size() <= 1);
            end.give();
            stalled.forEach(got -> Eventually.until("all have come", () -> got.size() == MESSAGES));
            assertThat(stalled).allMatch(all::equals);
            assertThat(cable.stats().gaps()).isZero();
        }
    }
}
