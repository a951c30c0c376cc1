package io.litestack.compat.times;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import io.litestack.compat.LibraryTest;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.TimeZone;
import org.jdbi.v3.core.Jdbi;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Times through the thin libraries, in a zone that is not UTC. */
class TimesTest extends LibraryTest {
    /** The second half past one in the night in which clocks are set back. */
    private static final Instant TWICE = Instant.parse("2026-11-01T06:30:00.123456789Z");

    private static final LocalDateTime LOCAL = LocalDateTime.of(2026, 3, 1, 20, 30, 15, 123_456_789);
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private final TimeZone zoneBefore = TimeZone.getDefault();

    @BeforeEach
    void inNewYork() throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        script("create table event(id integer primary key, at timestamp)");
    }

    @AfterEach
    void back() {
        TimeZone.setDefault(zoneBefore);
    }

    @Test
    void jdbc_template_and_client() {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource());
        Calendar calendar = Calendar.getInstance();
        calendar.setTimeInMillis(TWICE.toEpochMilli());
        Object[] moments = {
            Timestamp.from(TWICE),
            new java.util.Date(TWICE.toEpochMilli()),
            calendar,
            new SqlParameterValue(Types.TIMESTAMP, Timestamp.from(TWICE)),
            new SqlParameterValue(Types.TIMESTAMP, new java.util.Date(TWICE.toEpochMilli())),
            TWICE,
            TWICE.atOffset(ZoneOffset.UTC)
        };
        for (Object moment : moments) {
            jdbc.update("insert into event(at) values (?)", moment);
            String last = "select at from event order by id desc limit 1";
            assertThat(jdbc.queryForObject(last, Timestamp.class).getTime())
                    .as(moment.getClass().getName())
                    .isEqualTo(TWICE.toEpochMilli());
            assertThat(jdbc.queryForObject(last, Instant.class).toEpochMilli()).isEqualTo(TWICE.toEpochMilli());
            assertThat(jdbc.queryForObject(last, OffsetDateTime.class)
                            .toInstant()
                            .toEpochMilli())
                    .isEqualTo(TWICE.toEpochMilli());
        }
        JdbcClient client = JdbcClient.create(dataSource());
        client.sql("insert into event(at) values (:at)").param("at", LOCAL).update();
        assertThat(client.sql("select at from event order by id desc limit 1")
                        .query(LocalDateTime.class)
                        .single())
                .isEqualTo(LOCAL);
        client.sql("insert into event(at) values (:at)")
                .param("at", Date.valueOf(DAY))
                .update();
        assertThat(client.sql("select at from event order by id desc limit 1")
                        .query(LocalDate.class)
                        .single())
                .isEqualTo(DAY);
    }

    @Test
    void jdbi() {
        Jdbi jdbi = Jdbi.create(dataSource());
        assertThatJdbiKeeps(jdbi, TWICE, Instant.class);
        assertThatJdbiKeeps(jdbi, Timestamp.from(TWICE), Timestamp.class);
        assertThatJdbiKeeps(jdbi, TWICE.atOffset(ZoneOffset.ofHours(2)).toInstant(), Instant.class);
        assertThatJdbiKeeps(jdbi, LOCAL, LocalDateTime.class);
        assertThatJdbiKeeps(jdbi, DAY, LocalDate.class);
        assertThatJdbiKeeps(jdbi, LocalTime.of(20, 30, 15), LocalTime.class);
    }

    private static <T> void assertThatJdbiKeeps(Jdbi jdbi, T value, Class<T> type) {
        T found = jdbi.withHandle(handle -> {
            handle.createUpdate("insert into event(at) values (:at)")
                    .bind("at", value)
                    .execute();
            return handle.createQuery("select at from event order by id desc limit 1")
                    .mapTo(type)
                    .one();
        });
        assertThat(found).isEqualTo(value);
    }

    @Test
    void jooq() {
        DSLContext jooq = DSL.using(dataSource(), SQLDialect.SQLITE);
        LocalDateTime local = LOCAL.withNano(123_000_000); // jOOQ itself keeps no more of a local time
        assertThatJooqKeeps(jooq, SQLDataType.LOCALDATETIME(3), local);
        assertThatJooqKeeps(jooq, SQLDataType.TIMESTAMP(3), Timestamp.valueOf(local));
        assertThatJooqKeeps(jooq, SQLDataType.LOCALDATE, DAY);
        assertThatJooqKeeps(jooq, SQLDataType.DATE, Date.valueOf(DAY));
        assertThatJooqKeeps(jooq, SQLDataType.INSTANT, TWICE);
        assertThatJooqKeeps(jooq, SQLDataType.OFFSETDATETIME(9), TWICE.atOffset(ZoneOffset.ofHours(2)));
    }

    private static <T> void assertThatJooqKeeps(DSLContext jooq, DataType<T> type, T value) {
        var at = field("at", type);
        jooq.insertInto(table("event")).columns(at).values(value).execute();
        T found = jooq.select(at)
                .from(table("event"))
                .orderBy(field("id").desc())
                .limit(1)
                .fetchOne(at);
        if (value instanceof OffsetDateTime time) {
            assertThat(((OffsetDateTime) found).toInstant()).isEqualTo(time.toInstant());
        } else {
            assertThat(found).isEqualTo(value);
        }
    }
}
