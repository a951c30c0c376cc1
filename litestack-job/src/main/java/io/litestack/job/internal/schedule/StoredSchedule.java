package io.litestack.job.internal.schedule;

import io.litestack.core.spi.Statements;
import io.litestack.job.MisfirePolicy;
import io.litestack.job.Payload;
import io.litestack.job.Schedule;
import io.litestack.job.ScheduleState;
import io.litestack.job.internal.enqueue.JobTemplate;
import io.litestack.job.internal.sql.ScheduleSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of schedules.
 *
 * @param name its name
 * @param schedule when it fires
 * @param template the job that it enqueues, as it is stored
 * @param nextAtMs when it fires next, or null
 * @param lastAtMs the time for which it has fired last, or null
 * @param lastJob the job that it has enqueued last, or null
 * @param fired how many jobs it has enqueued
 * @param pausedAtMs since when it is paused, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record StoredSchedule(
        String name,
        Schedule schedule,
        byte[] template,
        @Nullable Long nextAtMs,
        @Nullable Long lastAtMs,
        @Nullable Long lastJob,
        long fired,
        @Nullable Long pausedAtMs) {
    static StoredSchedule read(ResultSet row) throws SQLException {
        return new StoredSchedule(
                row.getString("name"),
                readSchedule(row),
                row.getBytes("job"),
                number(row, "next_at_ms"),
                number(row, "last_at_ms"),
                number(row, "last_job"),
                row.getLong("fired"),
                number(row, "paused_at_ms"));
    }

    static @Nullable StoredSchedule find(Statements statements, String name) throws SQLException {
        PreparedStatement select = statements.prepare(ScheduleSql.FIND);
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? read(row) : null;
        }
    }

    private static Schedule readSchedule(ResultSet row) throws SQLException {
        return new Schedule(
                Optional.ofNullable(row.getString("cron")),
                Optional.ofNullable(number(row, "interval_ms")).map(Duration::ofMillis),
                ZoneId.of(row.getString("zone")),
                MisfirePolicy.valueOf(row.getString("misfire")),
                row.getInt("misfire_limit"),
                Duration.ofMillis(row.getLong("jitter_ms")));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** Binds everything for {@link io.litestack.job.internal.sql.ScheduleSql#PUT}. */
    void bind(PreparedStatement put) throws SQLException {
        JobTemplate job = job();
        put.setString(1, name);
        SqlValues.setText(put, 2, schedule.cron().orElse(null));
        SqlValues.setLong(put, 3, schedule.interval().map(Duration::toMillis).orElse(0L));
        put.setString(4, schedule.zone().getId());
        put.setString(5, schedule.misfire().name());
        put.setInt(6, schedule.misfireLimit());
        put.setLong(7, schedule.jitter().toMillis());
        put.setString(8, job.type());
        put.setString(9, job.queue());
        put.setBytes(10, template);
        if (nextAtMs == null) {
            put.setNull(11, Types.INTEGER);
        } else {
            put.setLong(11, nextAtMs);
        }
    }

    JobTemplate job() {
        return JobTemplate.decode(template);
    }

    /** Whether it fires at the same times as another one. */
    boolean hasTimesOf(StoredSchedule other) {
        return schedule.cron().equals(other.schedule.cron())
                && schedule.interval().equals(other.schedule.interval())
                && schedule.zone().equals(other.schedule.zone());
    }

    /** Whether it says the same as another one. */
    boolean isAs(StoredSchedule other) {
        return schedule.equals(other.schedule) && Arrays.equals(template, other.template);
    }

    StoredSchedule withNext(@Nullable Long atMs) {
        return new StoredSchedule(name, schedule, template, atMs, lastAtMs, lastJob, fired, pausedAtMs);
    }

    ScheduleState state() {
        JobTemplate job = job();
        return new ScheduleState(
                name,
                schedule,
                job.type(),
                job.queue(),
                new Payload(job.payloadBytes()),
                Optional.ofNullable(nextAtMs).map(Instant::ofEpochMilli),
                Optional.ofNullable(lastAtMs).map(Instant::ofEpochMilli),
                lastJob == null ? OptionalLong.empty() : OptionalLong.of(lastJob),
                fired,
                Optional.ofNullable(pausedAtMs).map(Instant::ofEpochMilli));
    }
}
