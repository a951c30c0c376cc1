package io.litestack;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part may know which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("io.litestack");

    private static final List<String> SIBLINGS = List.of("db", "cache", "cable", "job");

    /** What fits on a screen. */
    private static final int MOST_FILES = 22;

    /** Neighbours that a class may be tied to in both directions. */
    private static final int MOST_TIED = 4;

    /** What is public calls what is hidden, which returns what is public: only hidden packages can be free of cycles. */
    private static final SliceAssignment HIDDEN_PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return (name + ".").contains(".internal.") ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the hidden packages";
        }
    };

    @ParameterizedTest
    @ValueSource(strings = {"db", "cache", "cable", "job"})
    void siblings_do_not_know_each_other_or_the_facade(String sibling) {
        String[] others = Stream.concat(
                        Stream.of("io.litestack", "io.litestack.internal.."),
                        SIBLINGS.stream().filter(it -> !it.equals(sibling)).map(it -> "io.litestack." + it + ".."))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("io.litestack." + sibling + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void the_core_knows_nobody() {
        noClasses()
                .that()
                .resideInAPackage("io.litestack.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.litestack",
                        "io.litestack.internal..",
                        "io.litestack.db..",
                        "io.litestack.cache..",
                        "io.litestack.cable..",
                        "io.litestack.job..")
                .check(CLASSES);
    }

    @Test
    void hidden_packages_are_free_of_cycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(HIDDEN_PACKAGES)
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void parts_do_not_know_what_wires_them() {
        noClasses()
                .that()
                .resideInAPackage("io.litestack..internal.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.litestack..internal")
                .check(CLASSES);
    }

    /** Two classes may belong together; a class that is tied to many is a hub, and is to hand out something smaller. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.litestack.internal",
                "io.litestack.cache.internal",
                "io.litestack.core.internal",
                "io.litestack.cable.internal",
                "io.litestack.db.internal",
                "io.litestack.job.internal"
            })
    void no_class_is_known_by_many_that_it_knows(String hidden) {
        List<JavaClass> classes = CLASSES.stream()
                .filter(it -> isIn(hidden, it))
                .filter(it -> it.isTopLevelClass())
                .toList();
        assertThat(classes).isNotEmpty();
        Map<String, Set<String>> known =
                classes.stream().collect(Collectors.toMap(JavaClass::getName, ArchitectureTest::known));
        for (JavaClass each : classes) {
            List<String> tied = known.get(each.getName()).stream()
                    .filter(it -> known.getOrDefault(it, Set.of()).contains(each.getName()))
                    .toList();
            assertThat(tied).as("tied to %s", each.getName()).hasSizeLessThanOrEqualTo(MOST_TIED);
        }
    }

    private static boolean isIn(String hidden, JavaClass type) {
        return type.getPackageName().equals(hidden) || type.getPackageName().startsWith(hidden + ".");
    }

    /** The top-level classes of ours that one of this file depends on. */
    private static Set<String> known(JavaClass type) {
        return CLASSES.stream()
                .filter(it -> outermost(it).equals(type.getName()))
                .flatMap(it -> it.getDirectDependenciesFromSelf().stream())
                .map(it -> outermost(it.getTargetClass()))
                .filter(it -> !it.equals(type.getName()))
                .collect(Collectors.toSet());
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type.getName());
    }

    @Test
    void a_package_can_be_looked_over() {
        Map<String, Long> sizes = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(it -> it.getPackageName().contains(".internal.")
                        || it.getPackageName().endsWith("db.internal"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void at_least_half_of_the_facade_is_hidden() {
        long all = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(it -> it.getPackageName().equals("io.litestack") || isIn("io.litestack.internal", it))
                .count();
        long shown = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(it -> it.getPackageName().equals("io.litestack"))
                .map(JavaClass::getModifiers)
                .filter(it -> it.contains(PUBLIC))
                .count();
        assertThat(shown * 2).isLessThanOrEqualTo(all);
    }
}
