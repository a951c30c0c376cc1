package io.litestack.job;

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
    private static final String HIDDEN = "io.litestack.job.internal";

    /** Each package knows only those before it; two on one line do not know each other. */
    private static final List<Set<String>> ORDER = List.of(
            Set.of("sql", "report"),
            Set.of("limit"),
            Set.of("base"),
            Set.of("lease"),
            Set.of("control"),
            Set.of("fetch", "recover"),
            Set.of("enqueue", "run"),
            Set.of("schedule"),
            Set.of("admin"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.litestack.job");

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
    void what_is_public_knows_one_class_of_what_is_hidden() {
        noClasses()
                .that()
                .resideInAPackage("io.litestack.job")
                .should()
                .dependOnClassesThat(describe(
                        "are hidden, and not what opens a queue",
                        (JavaClass c) -> c.getPackageName().startsWith(HIDDEN)
                                && !c.getSimpleName().equals("SqliteJobQueue")))
                .check(CLASSES);
    }

    @Test
    void what_wires_the_parts_shows_the_queue_and_its_provider() {
        classes()
                .that()
                .resideInAPackage(HIDDEN)
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*\\.(SqliteJobQueue|JobProvider)")
                .check(CLASSES);
    }

    /** Times of jobs and leases are of the store's clocks. A wait of a thread is measured by the system's. */
    @Test
    void nobody_asks_the_clocks_but_for_how_long_a_thread_waits() {
        Set<String> mayAskHowLong =
                Set.of("Isolation", "LeaseRegistry", "EventQueue", "JobSource", "WorkerThread", "CallerWorker");
        noClasses()
                .that(describe("do not wait", (JavaClass c) -> !mayAskHowLong.contains(c.getSimpleName())))
                .should()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
        noClasses()
                .that(describe(
                        "do not compare files",
                        (JavaClass c) -> !c.getSimpleName().equals("AttemptJournalFile")))
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
}
