package io.litestack.job.internal;

import io.litestack.job.Job;
import io.litestack.job.JobState;
import io.litestack.job.Payload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads rows of {@link JobSql#JOB_COLUMNS}. */
final class JobRows {
    /** In the order of their numbers in {@link JobSql}. */
    private static final List<JobState> STATES = List.of(
            JobState.SCHEDULED, JobState.READY, JobState.RUNNING, JobState.DONE, JobState.DEAD, JobState.PARKED);

    private JobRows() {}

    static JobState state(int number) {
        return STATES.get(number);
    }

    static int number(JobState state) {
        return STATES.indexOf(state);
    }

    static Job read(ResultSet row) throws SQLException {
        int maxAttempts = row.getInt("max_attempts");
        return new Job(
                row.getLong("id"),
                state(row.getInt("state")),
                row.getString("queue"),
                row.getInt("priority"),
                row.getString("type"),
                row.getInt("attempt") - row.getInt("refunds"),
                row.getInt("crashes"),
                maxAttempts == 0 ? OptionalInt.empty() : OptionalInt.of(maxAttempts),
                row.getInt("run"),
                Instant.ofEpochMilli(row.getLong("created_at_ms")),
                Instant.ofEpochMilli(row.getLong("run_at_ms")),
                time(row, "started_at_ms"),
                time(row, "finished_at_ms"),
                new Payload(row.getBytes("payload")),
                Texts.tags(row.getString("tags")),
                Texts.metadata(row.getString("metadata")),
                Optional.ofNullable(row.getString("reason")),
                Texts.errors(row.getString("errors")),
                Optional.ofNullable(Texts.progress(row.getString("progress"))));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
