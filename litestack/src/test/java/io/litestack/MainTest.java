package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main method in a JVM of its own, with its exit status. */
@Timeout(120)
class MainTest {
    private static final List<String> AS_NOBODY_SPECIAL =
            List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");

    @TempDir
    Path root;

    private Path write(String text) throws IOException {
        return Files.writeString(root.resolve("litestack.yml"), text);
    }

    @Test
    void the_exit_status_tells_whether_there_are_problems() throws IOException {
        Path file = write("page_cache: 8MB\n");
        try (ChildJvm child = ChildJvm.start(root, Main.class, "check", file)) {
            assertThat(child.rest()).anyMatch(it -> it.startsWith("page_cache: 8MB  # " + file + ":1"));
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.errors()).isEmpty();
        }
        write("page_cash: 8MB\n");
        try (ChildJvm child = ChildJvm.start(root, Main.class, "check", file)) {
            assertThat(child.awaitEnd()).isEqualTo(1);
            assertThat(child.errors()).contains("page_cash", "did you mean the setting page_cache?");
        }
        try (ChildJvm child = ChildJvm.start(root, Main.class)) {
            assertThat(child.awaitEnd()).isEqualTo(2);
        }
    }

    @Test
    @Requires(Requires.Facility.SETPRIV)
    void a_file_that_may_not_be_read_is_a_problem() throws IOException {
        Path file = write("page_cache: 8MB\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        try (ChildJvm child = ChildJvm.start(AS_NOBODY_SPECIAL, root, Main.class, "check", file)) {
            assertThat(child.awaitEnd()).isEqualTo(1);
            assertThat(child.errors()).contains(file + ": may not be read by user ", "grant read permission on it");
        }
    }

    @Test
    @Requires(Requires.Facility.SETPRIV)
    void a_folder_that_may_not_be_written_gets_no_starter() throws IOException {
        Path folder = Files.createDirectory(root.resolve("locked"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try (ChildJvm child = ChildJvm.start(AS_NOBODY_SPECIAL, root, Main.class, "init", folder)) {
            assertThat(child.awaitEnd()).isEqualTo(1);
            assertThat(child.errors()).contains("cannot write there");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
