package io.litestack.core.internal.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.file.FileSystemKind;
import io.litestack.core.spi.ProcessLiveness;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a process whose id names another run of the kernel. */
class EarlierBootTest {
    @TempDir
    Path folder;

    @Test
    @Requires(Facility.LINUX)
    void on_a_local_disk_it_is_dead_if_nobody_answers_whatever_its_kernel_was_called() throws IOException {
        assumeTrue(SocketFolder.isOfOneKernel(FileSystemKind.of(folder)), "the folder is on a local disk");
        try (Store store = Store.open(folder.resolve("app.db"))) {
            ProcessLiveness liveness = StoreInternals.of(store).processLiveness();
            String id = liveness.ownId().orElseThrow().substring(0, 8) + "0123456789abcdef.s";
            Path path = folder.resolve(".litestack").resolve(id);
            assertThat(liveness.isDead(id)).as("swept away").isFalse();
            try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.bind(UnixDomainSocketAddress.of(path));
                assertThat(liveness.isDead(id)).as("alive").isFalse();
            }
            assertThat(path).exists();
            assertThat(liveness.isDead(id)).as("gone").isTrue();
            assertThat(liveness.isDead("ffffffff" + id.substring(8)))
                    .as("of another file")
                    .isFalse();
        }
    }

    /** Else it would be taken for one that has been dead for as long as its process has lived. */
    @Test
    @Requires(Facility.LINUX)
    void a_socket_that_is_in_use_looks_new_every_hour() throws IOException {
        AtomicLong passed = new AtomicLong();
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db"))
                .ticker(() -> System.nanoTime() + passed.get())
                .build();
        try (Store store = Store.open(config)) {
            StoreInternals.of(store).changeNotifier().subscribe(1, () -> {});
            String id = StoreInternals.of(store).processLiveness().ownId().orElseThrow();
            Path socket = folder.resolve(".litestack").resolve(id);
            FileTime old = FileTime.from(Instant.now().minus(2, ChronoUnit.DAYS));
            Files.setLastModifiedTime(socket, old);
            passed.set(TimeUnit.HOURS.toNanos(1));
            Eventually.until("it is touched", () -> socket.toFile().lastModified() > old.toMillis());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs4", "virtiofs", "9p", "overlay", "fuse", "ocfs2", "gfs2", "vboxsf"})
    void on_a_disk_that_another_kernel_may_have_in_use_as_well_nothing_is_known(String fileSystem) {
        assertThat(SocketFolder.isOfOneKernel(fileSystem)).isFalse();
    }
}
