package io.litestack.cache;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String HIDDEN = "io.litestack.cache.internal";

    /** Each package knows only those before it; two on one line do not know each other. */
    private static final List<Set<String>> ORDER = List.of(
            Set.of("entry", "object"),
            Set.of("sql", "report"),
            Set.of("base", "heap", "file"),
            Set.of("upkeep"),
            Set.of("log"),
            Set.of("write", "coordinate"),
            Set.of("evict", "read", "tx"),
            Set.of("load"),
            Set.of("put"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.litestack.cache");

    static Stream<String> packages() {
        return ORDER.stream().flatMap(Set::stream);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_knows_only_those_before_it(String name) {
        String[] allowed = ORDER.stream()
                .takeWhile(it -> !it.contains(name))
                .flatMap(Set::stream)
                .map(it -> HIDDEN + '.' + it)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(HIDDEN + '.' + name)
                .should()
                .dependOnClassesThat(describe(
                        "are hidden and not before it",
                        (JavaClass c) -> c.getPackageName().startsWith(HIDDEN)
                                && !c.getPackageName().equals(HIDDEN + '.' + name)
                                && !Set.of(allowed).contains(c.getPackageName())))
                .check(CLASSES);
    }

    @Test
    void every_package_has_its_place_in_the_order() {
        assertThat(CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(it -> it.startsWith(HIDDEN + '.'))
                        .map(it -> it.substring(HIDDEN.length() + 1)))
                .isSubsetOf(packages().toList());
    }

    @Test
    void what_is_public_knows_two_classes_of_what_is_hidden() {
        noClasses()
                .that()
                .resideInAPackage("io.litestack.cache")
                .should()
                .dependOnClassesThat(describe(
                        "are hidden, and neither what opens a cache nor how objects are stored",
                        (JavaClass c) -> c.getPackageName().startsWith(HIDDEN)
                                && !Set.of("SqliteCache", "ObjectFormat").contains(c.getSimpleName())))
                .check(CLASSES);
    }

    @Test
    void what_wires_the_parts_shows_the_cache_and_its_provider() {
        classes()
                .that()
                .resideInAPackage(HIDDEN)
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*\\.(SqliteCache|CacheProvider)")
                .check(CLASSES);
    }

    /** Times of entries are of the store's clocks. A wait of a thread is measured by the system's. */
    @Test
    void nobody_asks_the_clocks_but_for_how_long_a_thread_waits() {
        Set<String> mayAskHowLong = Set.of(
                "EventQueue",
                "FileGate",
                "LeasedLoader",
                "LogSignal",
                "ReportingCacheListener",
                "TicketQueue",
                "TicketSemaphore");
        noClasses()
                .that(describe("do not wait", (JavaClass c) -> !mayAskHowLong.contains(c.getSimpleName())))
                .should()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void nobody_knows_the_driver() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.sqlite..")
                .check(CLASSES);
    }

    /** Closing any descriptor of a database drops the locks that SQLite has on it in this process. */
    @Test
    void files_are_touched_in_one_place() {
        noClasses()
                .that()
                .resideOutsideOfPackage(HIDDEN + ".file")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.nio\\.file\\.Files|java\\.nio\\.channels\\..*|java\\.io\\.File.*|java\\.io\\.RandomAccessFile")
                .check(CLASSES);
    }
}
