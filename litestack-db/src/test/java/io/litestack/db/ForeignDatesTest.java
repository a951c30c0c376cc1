package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dates and times in columns of their types, as others have stored them. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ForeignDatesTest {
    private static final String TABLE = "create table event(at datetime, stamp timestamp, day date, hour time)";

    @TempDir
    Path folder;

    private final TimeZone zoneBefore = TimeZone.getDefault();

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(zoneBefore);
    }

    private Database open(DateStorage dates) {
        return Database.open(DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .dates(dates)
                .build());
    }

    private void executeRaw(String settings, Timestamp at, String... sql) throws SQLException {
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db") + settings)) {
            try (Statement statement = raw.createStatement()) {
                for (String each : sql) {
                    statement.executeUpdate(each);
                }
            }
            try (PreparedStatement insert = raw.prepareStatement("insert into event values (?, ?, ?, ?)")) {
                insert.setTimestamp(1, at);
                insert.setTimestamp(2, at);
                insert.setDate(3, Date.valueOf(at.toLocalDateTime().toLocalDate()));
                insert.setTime(
                        4, Time.valueOf(at.toLocalDateTime().toLocalTime().withNano(0)));
                insert.executeUpdate();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', TEXT",
        "'', EPOCH_MILLIS",
        "?date_class=REAL, TEXT",
        "?date_class=REAL, EPOCH_MILLIS",
        "?date_class=REAL, JULIAN_DAY",
        "?date_class=TEXT, LOCAL_TEXT",
        "?date_class=INTEGER&date_precision=SECONDS, EPOCH_SECONDS"
    })
    void what_sqlite_jdbc_has_stored_is_read(String settings, DateStorage dates) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        Timestamp at = Timestamp.valueOf("2026-03-01 20:30:15.0");
        executeRaw(settings, at, TABLE);
        try (Database db = open(dates);
                Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from event")) {
            row.next();
            for (String column : new String[] {"at", "stamp"}) {
                assertThat(row.getTimestamp(column)).isEqualTo(at);
                assertThat(row.getObject(column, Instant.class)).isEqualTo(at.toInstant());
                assertThat(row.getObject(column, LocalDateTime.class)).isEqualTo(at.toLocalDateTime());
                assertThat(row.getDate(column)).isEqualTo(Date.valueOf("2026-03-01"));
            }
            assertThat(row.getDate("day")).isEqualTo(Date.valueOf("2026-03-01"));
            assertThat(row.getObject("day", LocalDate.class)).isEqualTo("2026-03-01");
            assertThat(row.getTime("hour")).isEqualTo(Time.valueOf("20:30:15"));
        }
    }

    @Test
    void a_julian_day_at_noon_is_read_though_its_column_keeps_a_whole_number() throws SQLException {
        Timestamp noon = Timestamp.from(Instant.parse("2026-03-01T12:00:00Z"));
        try (Database db = open(DateStorage.JULIAN_DAY);
                Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(TABLE);
            try (PreparedStatement insert = connection.prepareStatement("insert into event(at) values (?)")) {
                insert.setTimestamp(1, noon);
                insert.executeUpdate();
            }
            try (ResultSet row = statement.executeQuery("select at, typeof(at) from event")) {
                row.next();
                assertThat(row.getString(2)).isEqualTo("integer");
                assertThat(row.getTimestamp(1)).isEqualTo(noon);
            }
        }
    }
}
