package io.litestack.compat.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.tool.schema.Action;
import org.hibernate.tool.schema.spi.SchemaManagementException;
import org.junit.jupiter.api.Test;

/** Tables that Hibernate makes, compares and changes, and the values of their columns. */
class HibernateSchemaTest extends HibernateTest {
    /** A row of every type. */
    @Entity(name = "event")
    static class Event {
        @Id
        long id;

        boolean open;

        Integer seats;

        double rating;

        @Column(precision = 20, scale = 4)
        BigDecimal price;

        @Enumerated(EnumType.STRING)
        DayOfWeek day;

        UUID token;

        byte[] poster;

        @Lob
        String text;

        Instant soldAt;

        LocalDate date;

        LocalTime time;

        LocalDateTime begins;

        OffsetDateTime published;

        Duration length;
    }

    /** What a later release makes of a table. */
    @Entity(name = "LaterEvent")
    @Table(name = "event")
    static class LaterEvent {
        @Id
        long id;

        String place;
    }

    @Test
    void values_come_back_as_they_went() {
        EntityManagerFactory factory = creating(Event.class);
        Event written = new Event();
        written.id = 1;
        written.open = true;
        written.rating = 0.1;
        written.price = new BigDecimal("12345678.9012");
        written.day = DayOfWeek.FRIDAY;
        written.token = UUID.fromString("6f3c1c86-0d6b-4f0a-9c55-0a8f0a1b2c3d");
        written.poster = new byte[] {0, 1, -1};
        written.text = "x".repeat(100_000);
        written.soldAt = Instant.parse("2026-03-29T01:30:00.123456Z");
        written.date = LocalDate.of(2026, 3, 29);
        written.time = LocalTime.of(2, 30, 5);
        written.begins = LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_000_000);
        written.published = OffsetDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneOffset.ofHours(1));
        written.length = Duration.ofMinutes(95);
        useTransaction(factory, entities -> entities.persist(written));
        useTransaction(factory, entities -> {
            Event read = entities.find(Event.class, 1L);
            assertThat(read)
                    .usingRecursiveComparison()
                    .ignoringFields("published")
                    .isEqualTo(written);
            assertThat(read.published.toInstant()).isEqualTo(written.published.toInstant());
            assertThat(entities.createQuery("select id from event where soldAt = :at and begins < :later", Long.class)
                            .setParameter("at", written.soldAt)
                            .setParameter("later", written.begins.plusNanos(1_000_000))
                            .getResultList())
                    .containsExactly(1L);
        });
    }

    private EntityManagerFactory with(Action action, Class<?> entity) {
        return factory(Map.of(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, action), entity);
    }

    @Test
    void tables_that_hibernate_made_are_valid() {
        creating(Event.class);
        with(Action.VALIDATE, Event.class);
    }

    @Test
    void tables_of_migrations_are_valid() throws Exception {
        script("create table event(id integer primary key, place text)");
        with(Action.VALIDATE, LaterEvent.class);
    }

    @Test
    void a_column_that_is_missing_is_found() {
        creating(Event.class);
        assertThatThrownBy(() -> with(Action.VALIDATE, LaterEvent.class))
                .hasRootCauseInstanceOf(SchemaManagementException.class)
                .hasStackTraceContaining("missing column [place]");
    }

    @Test
    void a_column_that_is_missing_is_added() throws Exception {
        creating(Event.class);
        useTransaction(with(Action.UPDATE, LaterEvent.class), entities -> {
            LaterEvent event = new LaterEvent();
            event.id = 2;
            event.place = "Paris";
            entities.createNativeQuery("insert into event(id, open, rating, place) values (2, false, 1, 'Paris')")
                    .executeUpdate();
            assertThat(entities.find(LaterEvent.class, 2L).place).isEqualTo("Paris");
        });
        assertThat(texts("select name from pragma_table_info('event') where name = 'place'"))
                .containsExactly("place");
    }

    @Test
    void tables_are_dropped() throws Exception {
        with(Action.CREATE_DROP, Event.class).close();
        assertThat(texts("select name from sqlite_schema where name = 'event'")).isEmpty();
    }
}
