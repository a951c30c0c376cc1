package io.litestack.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.spi.Schema;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two engines on one file, as two processes would have them, bring the same tables to their newest version at once. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class InstalledTwiceTest {
    private static final Schema SCHEMA = new Schema(
            "pen",
            List.of(
                    "create table pen(id integer primary key); insert into pen values (1);",
                    "alter table pen add column colour text default 'red';"));

    @TempDir
    Path folder;

    @Test
    void it_is_done_once() {
        for (int round = 0; round < 10; round++) {
            StoreConfig config =
                    StoreConfig.builder(folder.resolve("app" + round + ".db")).build();
            FileGuard.prepare(config.path());
            CyclicBarrier start = new CyclicBarrier(2);
            List<Background<StoreEngine>> both = Stream.of("one", "two")
                    .map(name -> Background.call(name, () -> {
                        start.await();
                        StoreEngine engine = new StoreEngine(config, null);
                        engine.install(SCHEMA);
                        return engine;
                    }))
                    .toList();
            for (Background<StoreEngine> one : both) {
                assertThat(one.result().reads().query("select id || colour from pen", row -> row.getString(1)))
                        .containsExactly("1red");
            }
            both.forEach(it -> it.result().close());
        }
    }
}
