package io.litestack;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part may know which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.litestack");

    @ParameterizedTest
    @ValueSource(strings = {"db", "cache", "cable", "job"})
    void siblings_do_not_know_each_other_or_the_facade(String sibling) {
        noClasses()
                .that()
                .resideInAPackage("io.litestack." + sibling + "..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.litestack." + sibling + "..", "io.litestack.core..", "java..", "javax..")
                .andShould()
                .dependOnClassesThat()
                .resideInAPackage("io.litestack..")
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
        long all = CLASSES.stream().filter(it -> it.getPackageName().equals("io.litestack")).count();
        long shown = CLASSES.stream()
                .filter(it -> it.getPackageName().equals("io.litestack"))
                .map(JavaClass::getModifiers)
                .filter(it -> it.contains(PUBLIC))
                .count();
        assertThat(shown * 2).isLessThanOrEqualTo(all);
    }
}
