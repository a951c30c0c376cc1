package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store makes is its owner's alone, whatever the process's umask would leave to others. */
@Requires(Facility.LINUX)
@Timeout(120)
class FileModesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void files_and_folders_are_for_their_owner_only(String umask) throws IOException {
        Path file = folder.resolve("data/production/app.db");
        List<String> launcher = List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh");
        try (ChildJvm child = ChildJvm.start(launcher, folder, Writing.class, file)) {
            child.await("written");

            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(file.resolveSibling("app.db-wal"))).isEqualTo("rw-------");
            assertThat(mode(file.resolveSibling("app.db-shm"))).isEqualTo("rw-------");
            assertThat(mode(file.getParent())).isEqualTo("rwx------");
            assertThat(mode(file.getParent().getParent())).isEqualTo("rwx------");
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Writes, and stays open. */
    static final class Writing {
        public static void main(String[] args) throws IOException {
            Store store = Store.open(Path.of(args[0]));
            Pairs.createTables(store);
            System.out.println("written");
            System.in.read();
        }
    }
}
