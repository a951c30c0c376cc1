package io.litestack.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.litestack.core.Store;
import io.litestack.core.spi.SignsOfLife;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a process whose sign names another run of the kernel. */
class EarlierBootTest {
    @TempDir
    Path folder;

    @Test
    @Requires(Facility.LINUX)
    void on_a_local_disk_it_is_dead_if_nobody_answers_whatever_its_kernel_was_called() throws IOException {
        assumeTrue(SocketFolder.isOfOneKernel(FileSystemKind.of(folder)), "the folder is on a local disk");
        try (Store store = Store.open(folder.resolve("app.db"))) {
            SignsOfLife signs = StoreInternals.of(store).signsOfLife();
            String sign = signs.mine().orElseThrow().substring(0, 8) + "0123456789abcdef.s";
            Path path = folder.resolve(".litestack").resolve(sign);
            assertThat(signs.isDead(sign)).as("swept away").isFalse();
            try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.bind(UnixDomainSocketAddress.of(path));
                assertThat(signs.isDead(sign)).as("alive").isFalse();
            }
            assertThat(path).exists();
            assertThat(signs.isDead(sign)).as("gone").isTrue();
            assertThat(signs.isDead("ffffffff" + sign.substring(8)))
                    .as("of another file")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs4", "virtiofs", "9p", "overlay", "fuse", "ocfs2", "gfs2", "vboxsf"})
    void on_a_disk_that_another_kernel_may_have_in_use_as_well_nothing_is_known(String fileSystem) {
        assertThat(SocketFolder.isOfOneKernel(fileSystem)).isFalse();
    }
}
