package io.litestack.db;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.litestack.db");

    /** Their doors: what opens a database, what makes a mapper, what finds migrations, and what connects by a URL. */
    private static final Set<String> DOORS = Set.of(
            "io.litestack.db.internal.Databases",
            "io.litestack.db.internal.migration.MigrationFiles",
            "io.litestack.db.internal.row.Mappers",
            "io.litestack.db.internal.url.UrlConnections");

    @Test
    void what_is_public_knows_four_doors_of_what_is_hidden() {
        noClasses()
                .that()
                .resideInAPackage("io.litestack.db")
                .should()
                .dependOnClassesThat(describe(
                        "are hidden and no door",
                        (JavaClass c) -> c.getPackageName().startsWith("io.litestack.db.internal")
                                && !DOORS.contains(c.getName())))
                .check(CLASSES);
    }

    @Test
    void what_wires_the_parts_shows_two_doors() {
        classes()
                .that()
                .resideInAPackage("io.litestack.db.internal")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*\\.(Databases|DatabaseProvider)")
                .check(CLASSES);
    }

    @Test
    void nobody_asks_the_clocks_but_through_the_stores_settings() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
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
