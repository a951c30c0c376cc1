package io.litestack.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** Open the -wal file, on which SQLite holds no locks, or a file of their own; one a database that is not open. */
    private static final Set<String> MAY_OPEN_FILES = Set.of(
            "io.litestack.core.internal.commit.WalFlusher",
            "io.litestack.core.internal.file.WalRecord",
            "io.litestack.core.internal.file.ProcessRegistry");

    /** What interfaces make their implementations by, and how names are checked and made. */
    private static final Set<String> WAYS_IN =
            Set.of("Stores", "SqliteOutbox", "SqliteRelay", "SqliteInbox", "RelayStep", "Names", "TargetName");

    /** What neither opens nor closes an existing file. */
    private static final Set<String> HARMLESS = Set.of(
            "exists",
            "isDirectory",
            "isRegularFile",
            "isSymbolicLink",
            "isSameFile", // asks for the attributes of both
            "isReadable",
            "isWritable",
            "createDirectories",
            "createFile",
            "readSymbolicLink", // of /proc
            "createTempDirectory",
            "readAttributes",
            "list",
            "createDirectory",
            "newDirectoryStream",
            "getPosixFilePermissions",
            "getFileStore", // looks at the table of mounts
            "readString", // of /proc
            "readAllLines", // of /proc
            "setLastModifiedTime", // of a socket
            "setPosixFilePermissions", // of a socket
            "isExecutable",
            "move",
            "size",
            "getAttribute",
            "getLastModifiedTime",
            "deleteIfExists");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.litestack.core");

    @Test
    void nobody_opens_files_behind_sqlites_back() {
        noClasses()
                .that(not(describe("may open files", (JavaClass c) -> MAY_OPEN_FILES.contains(outermost(c)))))
                .should()
                .dependOnClassesThat(type(FileChannel.class)
                        .or(type(FileInputStream.class))
                        .or(type(FileOutputStream.class))
                        .or(type(RandomAccessFile.class)))
                .orShould()
                .callMethodWhere(describe(
                        "opens a file",
                        (JavaMethodCall call) -> call.getTargetOwner().isEquivalentTo(Files.class)
                                && !HARMLESS.contains(call.getName())))
                .because("closing any descriptor of a database drops SQLite's locks on it for the whole process")
                .check(CLASSES);
    }

    @Test
    void nobody_asks_the_wall_clock_or_the_monotonic_clock_directly_but_for_the_parameters_and_the_loops() {
        Set<String> mayAsk = Set.of(
                "io.litestack.core.SystemTicker",
                "io.litestack.core.spi.LoopWorker",
                "io.litestack.core.spi.SupervisedThread",
                "io.litestack.core.internal.context.Threads");
        noClasses()
                .that(not(describe("may ask", (JavaClass c) -> mayAsk.contains(outermost(c)))))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void nobody_needs_a_parser_of_yaml() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml..")
                .check(CLASSES);
        assertThat(System.getProperty("java.class.path")).doesNotContain("snakeyaml");
    }

    @Test
    void the_packages_of_the_parts_form_no_cycles() {
        slices().matching("io.litestack.core.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void no_part_knows_the_classes_that_wire_it() {
        noClasses()
                .that()
                .resideInAPackage("io.litestack.core.internal.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.litestack.core.internal")
                .check(CLASSES);
    }

    @Test
    void what_is_shown_knows_only_the_ways_into_what_is_hidden() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.litestack.core.internal..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.litestack.core.internal..")
                        .and(not(describe("a way in", c -> WAYS_IN.contains(c.getSimpleName())))))
                .check(CLASSES);
    }

    private static String outermost(JavaClass c) {
        return c.getEnclosingClass().map(ArchitectureTest::outermost).orElse(c.getName());
    }
}
