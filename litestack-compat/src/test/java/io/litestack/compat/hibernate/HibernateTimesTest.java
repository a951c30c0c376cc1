package io.litestack.compat.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.tool.schema.Action;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times of all classes as attributes, in a zone that is not UTC. */
class HibernateTimesTest extends HibernateTest {
    /** The second half past one in the night in which clocks are set back. */
    private static final Instant TWICE = Instant.parse("2026-11-01T06:30:00.123456Z");

    /** Something with times. */
    @Entity(name = "happening")
    static class Happening {
        @Id
        UUID id = UUID.randomUUID();

        Instant moment = TWICE;
        OffsetDateTime offset = TWICE.atOffset(ZoneOffset.ofHours(2));
        ZonedDateTime zoned = TWICE.atZone(ZoneId.of("America/New_York"));
        Timestamp stamp = Timestamp.from(TWICE);
        java.util.Date date = new java.util.Date(TWICE.toEpochMilli());
        LocalDateTime dateTime = LocalDateTime.of(2026, 3, 1, 20, 30, 15, 123_000_000);
        LocalDate day = LocalDate.of(2026, 3, 1);
        LocalTime time = LocalTime.of(20, 30, 15);
    }

    private final TimeZone zoneBefore = TimeZone.getDefault();

    @BeforeEach
    void inNewYork() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void back() {
        TimeZone.setDefault(zoneBefore);
    }

    private static void assertThatItIsFound(EntityManagerFactory factory, Happening stored) {
        Happening found = inTransaction(factory, manager -> manager.find(Happening.class, stored.id));
        assertThat(found).isNotSameAs(stored);
        assertThat(found.moment).isEqualTo(TWICE);
        assertThat(found.offset.toInstant()).isEqualTo(TWICE);
        assertThat(found.zoned.toInstant()).isEqualTo(TWICE);
        assertThat(found.stamp).isEqualTo(Timestamp.from(TWICE));
        assertThat(found.date.getTime()).isEqualTo(TWICE.toEpochMilli());
        assertThat(found.dateTime).isEqualTo(stored.dateTime);
        assertThat(found.day).isEqualTo(stored.day);
        assertThat(found.time).isEqualTo(stored.time);
        List<Happening> equal = inTransaction(
                factory,
                manager -> manager.createQuery("from happening where moment = :at and day = :day", Happening.class)
                        .setParameter("at", TWICE)
                        .setParameter("day", stored.day)
                        .getResultList());
        assertThat(equal).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void times_come_back_and_moments_are_in_utc(boolean isDirect) throws SQLException {
        EntityManagerFactory factory = factory(
                Map.of(
                        SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION,
                        Action.CREATE_ONLY,
                        MappingSettings.JAVA_TIME_USE_DIRECT_JDBC,
                        isDirect),
                Happening.class);
        Happening stored = new Happening();
        useTransaction(factory, manager -> manager.persist(stored));
        assertThatItIsFound(factory, stored);
        assertThat(texts("select moment || ' ' || stamp from happening").get(0))
                .startsWith("2026-11-01 06:30:00.123456 2026-11-01 06:30:00.123456");
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
        Happening elsewhere = inTransaction(factory, manager -> manager.find(Happening.class, stored.id));
        assertThat(elsewhere.moment).isEqualTo(TWICE);
        assertThat(elsewhere.stamp).isEqualTo(Timestamp.from(TWICE));
        assertThat(elsewhere.day).isEqualTo(stored.day);
        if (isDirect) {
            assertThat(elsewhere.dateTime).isEqualTo(stored.dateTime);
        }
    }

    @Test
    void what_is_local_is_not_moved_by_a_gap_if_it_is_handed_over_as_it_is() {
        EntityManagerFactory factory = factory(
                Map.of(
                        SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION,
                        Action.CREATE_ONLY,
                        MappingSettings.JAVA_TIME_USE_DIRECT_JDBC,
                        true),
                Happening.class);
        Happening stored = new Happening();
        stored.dateTime = LocalDateTime.of(2026, 3, 8, 2, 30);
        useTransaction(factory, manager -> manager.persist(stored));
        assertThatItIsFound(factory, stored);
    }

    @Test
    void the_tables_that_hibernate_makes_are_valid_to_it() {
        creating(Happening.class).close();
        EntityManagerFactory validating = factory(
                Map.of(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, Action.VALIDATE), Happening.class);
        Long count = inTransaction(
                validating,
                manager -> manager.createQuery("select count(*) from happening", Long.class)
                        .getSingleResult());
        assertThat(count).isZero();
        factory(Map.of(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, Action.UPDATE), Happening.class)
                .close();
    }
}
