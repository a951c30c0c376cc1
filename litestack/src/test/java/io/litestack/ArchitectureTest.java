package io.litestack;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part may know which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.litestack");

    private static final List<String> SIBLINGS = List.of("db", "cache", "cable", "job");

    @ParameterizedTest
    @ValueSource(strings = {"db", "cache", "cable", "job"})
    void siblings_do_not_know_each_other_or_the_facade(String sibling) {
        String[] others = Stream.concat(
                        Stream.of("io.litestack"),
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
                        "io.litestack.db..",
                        "io.litestack.cache..",
                        "io.litestack.cable..",
                        "io.litestack.job..")
                .check(CLASSES);
    }

    @Test
    void at_least_half_of_the_facade_is_hidden() {
        long all = CLASSES.stream()
                .filter(it -> it.getPackageName().equals("io.litestack"))
                .count();
        long shown = CLASSES.stream()
                .filter(it -> it.getPackageName().equals("io.litestack"))
                .map(JavaClass::getModifiers)
                .filter(it -> it.contains(PUBLIC))
                .count();
        assertThat(shown * 2).isLessThanOrEqualTo(all);
    }
}
