package io.litestack.cable.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.Position;
import io.litestack.cable.SubscribeOptions;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file with the tables of an earlier version is brought up to date, with its messages. */
@Timeout(120)
class FormerSchemaTest {
    @TempDir
    Path folder;

    @Test
    void the_log_of_a_file_of_the_first_version_goes_on() {
        StoreConfig config = StoreConfig.builder(folder.resolve("cable.db")).build();
        try (Store store = Store.open(config)) {
            StoreInternals.of(store).install(Schema.load("cable", SqliteCable.class, "V001__cable.sql"));
            store.execute("insert into litecable_log values (1, 'former', 1000000, '', '', 2, 0)");
            for (int i = 1; i <= 5; i++) {
                store.execute("insert into litecable_messages (hash, channel, at_ms, payload) values (0, 'a', "
                        + System.currentTimeMillis() + ", x'3" + i + "')");
            }
            // the first ones and the last one are deleted
            store.execute("delete from litecable_messages where id in (1, 2, 5)");
        }
        try (Cable cable = Cable.open(CableConfig.builder(config).build())) {
            Position before = new Position("former", 2);
            assertThat(cable.position().epoch()).isEqualTo("former");
            long next = cable.publish("a", "6");
            // the run of the kernel in which the ids were given out is not known
            assertThat(next).isGreaterThan(1_000_000);
            List<String> got = new CopyOnWriteArrayList<>();
            cable.subscribe(Channels.all(), SubscribeOptions.from(before), it -> got.add(it.id() + " " + it.text()));
            Eventually.until("all have come", () -> got.size() == 3);
            assertThat(got).containsExactly("3 3", "4 4", next + " 6");
        }
    }
}
