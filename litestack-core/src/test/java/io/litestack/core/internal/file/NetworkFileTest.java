package io.litestack.core.internal.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a network file system two machines would destroy a file, so it is refused by the name of its kind. */
class NetworkFileTest {
    private static final Path FILE = Path.of("/mnt/share/jobs.db");

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "fuse.sshfs", "ceph", "NFS"})
    void a_file_on_a_network_file_system_is_refused(String kind) {
        assertThatThrownBy(() -> FileGuard.refuseNetwork(FILE, kind))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(FILE.toString())
                .hasMessageContaining("network file system (" + kind + ")")
                .hasMessageContaining("give a path on a local disk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "apfs", "NTFS", "zfs", "virtiofs", "9p"})
    void a_file_on_a_local_disk_is_not(String kind) {
        assertThatCode(() -> FileGuard.refuseNetwork(FILE, kind)).doesNotThrowAnyException();
    }
}
