package io.litestack.cable.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.SubscribeOptions;
import io.litestack.core.StorageFullException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.SmallDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the log fills up while messages are published. */
@Requires(Facility.MOUNT)
@Timeout(120)
class FullDiskTest {
    private static final String LARGE = "x".repeat(5_000);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final List<Long> acknowledged = new ArrayList<>();

    @Test
    void whoever_publishes_is_told_and_all_goes_on_once_there_is_room() {
        List<Long> got = new Vector<>();
        List<Long> consumed = new Vector<>();
        try (SmallDisk disk = SmallDisk.mount(folder, 20_000);
                Store app = Store.open(folder.resolve("app.db"));
                Cable cable = Cable.open(
                        CableConfig.builder(StoreConfig.builder(disk.folder().resolve("cable.db"))
                                        .build())
                                .build())) {
            cable.subscribe("a", it -> got.add(it.id()));
            cable.consume(ConsumerOptions.of("worker", Channels.of("a")).withFromOldest(), it -> consumed.add(it.id()));
            acknowledged.add(cable.publish("a", "first"));
            disk.fillUpTo(50);
            assertThat(fill(cable)).isInstanceOf(StorageFullException.class).hasMessageContaining("cable.db");
            CompletableFuture<Long> async = cable.publishAsync("a", LARGE.repeat(20));
            assertThat(catchThrowable(async::join))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StorageFullException.class);
            // the other file has room: the message waits there
            app.useWrite(tx -> cable.publish(tx, "a", LARGE.repeat(20)));
            Eventually.until("what is stored has come", () -> got.containsAll(acknowledged));

            disk.makeRoom();
            // that of the other file, for which there may have been room earlier
            Eventually.until("what waited has come", () -> got.size() == acknowledged.size() + 1);
            acknowledged.add(got.get(acknowledged.size()));
            acknowledged.add(cable.publish("a", "last"));
            Eventually.until("the last has come", () -> got.size() == acknowledged.size());
            Eventually.until("and to the consumer", () -> consumed.containsAll(acknowledged));
            assertThat(got).isEqualTo(acknowledged);
            List<Long> replayed = new Vector<>();
            cable.subscribe(
                    Channels.of("a"), SubscribeOptions.standard().withFromOldest(), it -> replayed.add(it.id()));
            Eventually.until("all are kept", () -> replayed.equals(acknowledged));
        }
    }

    private Throwable fill(Cable cable) {
        for (int i = 0; i < 1_000; i++) {
            Throwable failure = catchThrowable(() -> acknowledged.add(cable.publish("a", LARGE)));
            if (failure != null) {
                return failure;
            }
        }
        throw new AssertionError("the disk does not fill up");
    }
}
