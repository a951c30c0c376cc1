package io.litestack.core.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemKindTest {
    private static final List<String> MOUNTS = List.of(
            "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw",
            "30 22 0:26 / /home rw,relatime shared:5 - autofs systemd-1 rw,fd=30",
            "31 30 0:44 / /home rw,relatime shared:7 - nfs4 server:/home rw,vers=4.2",
            "32 22 0:45 / /home/anna/My\\040Disk rw master:2 propagate_from:3 - xfs /dev/sdb1 rw",
            "33 22 0:46 / /mnt/share rw - fuse.sshfs anna@host:/ rw",
            "a line of another kind");

    @TempDir
    Path folder;

    @Test
    void the_innermost_mount_tells() {
        assertThat(kind("/srv/app.db")).isEqualTo("ext4");
        assertThat(kind("/mnt/share/data/app.db")).isEqualTo("fuse.sshfs");
        assertThat(kind("/mnt/shared/app.db")).isEqualTo("ext4");
        assertThat(kind("/home/anna/My Disk/app.db")).isEqualTo("xfs");
    }

    @Test
    void of_several_mounts_at_one_place_the_last_hides_the_others() {
        assertThat(kind("/home/anna/app.db")).isEqualTo("nfs4");
    }

    @Test
    void nothing_is_known_of_what_no_mount_holds() {
        assertThat(FileSystemKind.of(Path.of("/srv"), List.of())).isEmpty();
        assertThat(FileSystemKind.of(folder.resolve("missing"))).isEmpty();
    }

    @Test
    void a_link_lies_where_it_leads_to() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/proc/self/status"));
        assertThat(FileSystemKind.of(link)).isIn("proc", "");
        assertThat(FileSystemKind.of(folder)).isNotEqualTo("proc");
    }

    private static String kind(String path) {
        return FileSystemKind.of(Path.of(path), MOUNTS);
    }

    @Test
    void whether_programs_may_run_is_said_by_the_innermost_mount() {
        List<String> mounts = List.of(
                "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
                "30 22 0:27 / /tmp rw,nosuid,noexec - tmpfs tmpfs rw",
                "31 30 0:28 / /tmp/run rw - tmpfs tmpfs rw");

        assertThat(FileSystemKind.isNoExec(Path.of("/tmp/x"), mounts)).isTrue();
        assertThat(FileSystemKind.isNoExec(Path.of("/tmp/run/x"), mounts)).isFalse();
        assertThat(FileSystemKind.isNoExec(Path.of("/data"), mounts)).isFalse();
    }
}
