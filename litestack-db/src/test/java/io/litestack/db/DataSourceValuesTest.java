package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through a data source comes back as JDBC says: times, counts and keys. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class DataSourceValuesTest {
    private static final LocalDateTime EVENING = LocalDateTime.of(2026, 3, 1, 20, 30, 15, 123_000_000);
    private static final Calendar UTC = Calendar.getInstance(TimeZone.getTimeZone("UTC"));

    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface Getter {
        Object get(ResultSet row) throws SQLException;
    }

    @TempDir
    Path folder;

    private final TimeZone zoneBefore = TimeZone.getDefault();
    private Database db;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        db = Database.open(DatabaseConfig.builder(StoreConfig.builder(folder.resolve("app.db"))
                        .waitTimeout(Duration.ofMillis(500))
                        .build())
                .migrations(Migrations.of(new Migration(
                        1,
                        "note",
                        "create table note(id integer primary key, text text unique, at text);"
                                + " create table word(word text primary key) without rowid")))
                .build());
        connection = db.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        TimeZone.setDefault(zoneBefore);
        connection.close();
        db.close();
    }

    private Object roundTrip(Setter setter, Getter getter) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into note(at) values (?)")) {
            setter.set(insert);
            insert.executeUpdate();
        }
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select at from note order by id desc limit 1")) {
            row.next();
            return getter.get(row);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "UTC", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Marquesas"})
    void a_moment_is_the_same_whatever_sets_and_gets_it(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Instant instant = EVENING.toInstant(ZoneOffset.UTC);
        Timestamp evening = Timestamp.from(instant);
        for (Setter setter : new Setter[] {
            it -> it.setTimestamp(1, evening),
            it -> it.setTimestamp(1, evening, UTC),
            it -> it.setObject(1, evening),
            it -> it.setObject(1, evening, java.sql.Types.TIMESTAMP),
            it -> it.setObject(1, evening, JDBCType.TIMESTAMP),
            it -> it.setObject(1, new java.util.Date(evening.getTime())),
            it -> it.setObject(1, new java.util.Date(evening.getTime()), java.sql.Types.TIMESTAMP),
            it -> it.setObject(1, instant),
            it -> it.setObject(1, instant.atOffset(ZoneOffset.ofHours(5)), java.sql.Types.TIMESTAMP_WITH_TIMEZONE),
            it -> it.setString(1, "2026-03-01 20:30:15.123"),
            it -> it.setString(1, "2026-03-01T20:30:15.123")
        }) {
            assertThat(roundTrip(setter, it -> it.getTimestamp(1))).isEqualTo(evening);
            assertThat(roundTrip(setter, it -> it.getTimestamp("at", UTC))).isEqualTo(evening);
            assertThat(roundTrip(setter, it -> it.getObject(1, Timestamp.class)))
                    .isEqualTo(evening);
            assertThat(roundTrip(setter, it -> it.getObject(1, Instant.class))).isEqualTo(instant);
            assertThat(roundTrip(setter, it -> it.getDate(1)))
                    .isEqualTo(Date.valueOf(evening.toLocalDateTime().toLocalDate()));
            assertThat(roundTrip(setter, it -> it.getTime(1)).toString())
                    .isEqualTo(
                            evening.toLocalDateTime().toLocalTime().withNano(0).toString());
            assertThat(roundTrip(setter, it -> it.getString(1).replace('T', ' ')))
                    .isEqualTo("2026-03-01 20:30:15.123");
        }
        for (LocalDateTime local : new LocalDateTime[] {EVENING, LocalDateTime.of(2026, 3, 8, 2, 30)}) {
            assertThat(roundTrip(it -> it.setObject(1, local), it -> it.getObject(1, LocalDateTime.class)))
                    .isEqualTo(local);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "UTC", "Asia/Kolkata"})
    void dates_and_times_of_the_day_are_the_same_in_every_zone(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Date date = Date.valueOf("2026-03-01");
        Time time = new Time(Timestamp.valueOf("1970-01-01 23:59:58.765").getTime());
        for (Setter setter :
                new Setter[] {it -> it.setDate(1, date), it -> it.setObject(1, LocalDate.of(2026, 3, 1))}) {
            assertThat(roundTrip(setter, it -> it.getString(1))).isEqualTo("2026-03-01");
            assertThat(roundTrip(setter, it -> it.getDate(1))).isEqualTo(date);
            assertThat(roundTrip(setter, it -> it.getObject(1, Date.class))).isEqualTo(date);
            assertThat(roundTrip(setter, it -> it.getTimestamp(1))).isEqualTo(Timestamp.valueOf("2026-03-01 00:00:00"));
        }
        for (Setter setter :
                new Setter[] {it -> it.setTime(1, time), it -> it.setObject(1, LocalTime.of(23, 59, 58, 765_000_000))
                }) {
            assertThat(roundTrip(setter, it -> it.getString(1))).isEqualTo("23:59:58.765");
            assertThat(roundTrip(setter, it -> it.getTime(1))).isEqualTo(time);
            assertThat(roundTrip(setter, it -> it.getObject(1, LocalTime.class)))
                    .isEqualTo(LocalTime.of(23, 59, 58, 765_000_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "UTC", "Asia/Kolkata"})
    void a_calendar_gives_the_zone_in_which_a_time_is_written_and_read(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Instant instant = EVENING.toInstant(ZoneOffset.UTC);
        Timestamp timestamp = Timestamp.from(instant);
        for (Setter setter : new Setter[] {
            it -> it.setTimestamp(1, timestamp, UTC),
            it -> it.setObject(1, instant),
            it -> it.setObject(1, OffsetDateTime.ofInstant(instant, ZoneOffset.ofHours(2)))
        }) {
            assertThat(roundTrip(setter, it -> it.getString(1))).isEqualTo("2026-03-01 20:30:15.123");
            assertThat(roundTrip(setter, it -> it.getTimestamp(1, UTC))).isEqualTo(timestamp);
            assertThat(roundTrip(setter, it -> it.getObject(1, Instant.class))).isEqualTo(instant);
            assertThat(roundTrip(setter, it -> it.getObject(1, OffsetDateTime.class)))
                    .isEqualTo(instant.atOffset(ZoneOffset.UTC));
        }
        Date midnight = new Date(Instant.parse("2026-03-01T00:00:00Z").toEpochMilli());
        assertThat(roundTrip(it -> it.setDate(1, midnight, UTC), it -> it.getString(1)))
                .isEqualTo("2026-03-01");
        assertThat(roundTrip(it -> it.setDate(1, midnight, UTC), it -> it.getDate(1, UTC)))
                .isEqualTo(midnight);
        Time noon = new Time(Duration.ofHours(12).toMillis());
        assertThat(roundTrip(it -> it.setTime(1, noon, UTC), it -> it.getString(1)))
                .isEqualTo("12:00:00");
        assertThat(roundTrip(it -> it.setTime(1, noon, UTC), it -> it.getTime(1, UTC)))
                .isEqualTo(noon);
    }

    @Test
    void a_text_with_an_offset_and_a_number_are_instants_in_every_zone() throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        Timestamp timestamp = Timestamp.from(Instant.parse("2026-03-02T01:30:00Z"));
        assertThat(timestamp.toString()).isEqualTo("2026-03-01 20:30:00.0");
        for (Setter setter : new Setter[] {
            it -> it.setString(1, "2026-03-02 01:30:00Z"), it -> it.setString(1, "2026-03-02T03:30:00+02:00")
        }) {
            assertThat(roundTrip(setter, it -> it.getTimestamp(1))).isEqualTo(timestamp);
            assertThat(roundTrip(setter, it -> it.getDate(1))).isEqualTo(Date.valueOf("2026-03-01"));
        }
        try (ResultSet row = connection.createStatement().executeQuery("select " + timestamp.getTime())) {
            row.next();
            assertThat(row.getTimestamp(1)).isEqualTo(timestamp);
            assertThat(row.getDate(1)).isEqualTo(Date.valueOf("2026-03-01"));
        }
        assertThat(roundTrip(it -> it.setTimestamp(1, null), it -> it.getTimestamp(1)))
                .isNull();
        assertThat(roundTrip(it -> it.setTimestamp(1, null, UTC), it -> it.getTimestamp(1, UTC)))
                .isNull();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> roundTrip(it -> it.setString(1, "soon"), it -> it.getTimestamp(1)))
                .withMessageContaining("column 1");
    }

    @Test
    void a_batch_with_a_wrong_index_holds_nothing_and_stores_nothing() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            for (int wrong : new int[] {3, 0, -1}) {
                try (Connection other = db.dataSource().getConnection()) {
                    other.setAutoCommit(autoCommit);
                    PreparedStatement insert = other.prepareStatement("insert into note(text) values (?)");
                    insert.setString(1, "a");
                    insert.addBatch();
                    assertThatExceptionOfType(SQLException.class)
                            .isThrownBy(() -> insert.setString(wrong, "b"))
                            .withMessageContaining("no parameter " + wrong);
                    insert.clearParameters();
                    assertThatExceptionOfType(SQLException.class)
                            .isThrownBy(insert::addBatch)
                            .withMessageContaining("parameter 1");
                    assertThatExceptionOfType(SQLException.class).isThrownBy(insert::executeUpdate);
                    assertThat(db.execute("update note set text = text")).isZero();
                }
                assertThat(db.execute("update note set text = text")).isZero();
                assertThat(db.store().stats().readersActive()).isZero();
            }
        }
    }

    @Test
    void what_changes_no_rows_counts_none_whatever_came_before() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            connection.setAutoCommit(autoCommit);
            try (Statement statement = connection.createStatement()) {
                String name = "t" + autoCommit;
                assertThat(statement.executeUpdate(
                                "insert into note(text) values ('a" + name + "'), ('b" + name + "')"))
                        .isEqualTo(2);
                assertThat(statement.executeUpdate("create table " + name + "(n integer)"))
                        .isZero();
                assertThat(statement.executeLargeUpdate("create index i" + name + " on " + name + "(n)"))
                        .isZero();
                assertThat(statement.execute("alter table " + name + " add column m"))
                        .isFalse();
                assertThat(statement.getUpdateCount()).isZero();
                assertThat(statement.executeUpdate("delete from note where text = 'nothing'"))
                        .isZero();
                assertThat(statement.executeUpdate("insert into " + name + " values (1, 2)"))
                        .isEqualTo(1);
                try (PreparedStatement drop = connection.prepareStatement("drop table " + name)) {
                    assertThat(drop.executeUpdate()).isZero();
                }
                statement.addBatch("with x(v) as (values ('c" + name + "'), ('d" + name + "'))"
                        + " insert into note(text) select v from x");
                statement.addBatch("analyze");
                assertThat(statement.executeBatch()).containsExactly(2, 0);
            }
            if (!autoCommit) {
                connection.commit();
            }
        }
    }

    @Test
    void a_text_with_several_statements_is_refused_and_not_cut_after_the_first() throws SQLException {
        String two = "insert into word values ('a'); insert into word values ('b')";
        try (Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute(two))
                    .withMessageContaining("2 statements");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.executeUpdate(two));
        }
        assertThat(db.query("select word from word", String.class)).isEmpty();
    }

    @Test
    void pragmas_around_one_change_run_in_their_order() throws SQLException {
        db.execute("create table page(id integer primary key, note integer references note(id))");
        db.execute("insert into note(id, text) values (1, 'a')");
        db.execute("insert into page values (1, 1)");
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute(
                            "pragma foreign_keys = off; delete from note where id = 1; pragma foreign_keys = on"))
                    .isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            assertThat(statement.executeUpdate("pragma foreign_keys = off; drop table note;"))
                    .isZero();
            assertThat(enforcesForeignKeys(statement)).isFalse();
            statement.execute("pragma journal_mode = wal; pragma foreign_keys = on; -- done");
            assertThat(enforcesForeignKeys(statement)).isTrue();
        }
    }

    @Test
    void if_one_fails_the_pragmas_before_it_are_undone() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "pragma foreign_keys = off; drop table nothing; pragma foreign_keys = on",
                    "pragma foreign_keys = off; pragma journal_mode = delete")) {
                assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute(sql));
                assertThat(enforcesForeignKeys(statement)).isTrue();
            }
            for (String sql : List.of(
                    "pragma foreign_keys = off; select 1",
                    "pragma foreign_keys = off; begin",
                    "pragma foreign_keys = off; drop table note; drop table word")) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> statement.execute(sql))
                        .withMessageContaining("statements");
            }
        }
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connection.prepareStatement("pragma user_version; delete from note where id = ?"));
    }

    private static boolean enforcesForeignKeys(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("pragma foreign_keys")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void a_batch_holds_changes_only() throws SQLException {
        for (String sql : List.of(
                "select 1", "begin", "commit", "vacuum", "pragma user_version = 1", "pragma a = 1; pragma b = 2")) {
            try (Statement statement = connection.createStatement()) {
                statement.addBatch("insert into word values ('a')");
                statement.addBatch(sql);
                assertThatExceptionOfType(BatchUpdateException.class)
                        .isThrownBy(statement::executeBatch)
                        .withMessageContaining("row 2 of the batch")
                        .withMessageContaining(sql);
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("insert into word values ('a')");
            statement.addBatch("-- nothing");
            assertThat(statement.executeBatch()).containsExactly(1, 0);
        }
        assertThat(db.query("select word from word", String.class)).containsExactly("a");
    }

    @Test
    void keys_are_those_of_rows_that_have_one() throws SQLException {
        assertThat(keyOf("insert into note(text) values ('what you do update it')"))
                .isEqualTo(1);
        assertThat(keyOf("insert into word values ('a')")).isNull();
        assertThat(keyOf("insert into \"word\" values ('b')")).isNull();
        assertThat(keyOf("insert into note(id) values (1) on conflict(id) do update set at = 'now'"))
                .isEqualTo(1);
        assertThat(keyOf("insert into note(text) values ('new') on conflict(text) do update set at = 'now'"))
                .isEqualTo(2);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("drop table word");
            statement.executeUpdate("create table word(word text)");
        }
        assertThat(keyOf("insert into word values ('a')")).isEqualTo(1);
    }

    private Long keyOf(String sql) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            assertThat(insert.executeUpdate()).isEqualTo(1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                return keys.next() ? (Long) keys.getLong(1) : null;
            }
        }
    }
}
