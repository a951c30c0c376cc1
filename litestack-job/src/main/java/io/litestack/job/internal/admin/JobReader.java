package io.litestack.job.internal.admin;

import io.litestack.job.Job;
import io.litestack.job.Payload;
import io.litestack.job.internal.base.JobJson;
import io.litestack.job.internal.sql.JobSql;
import io.litestack.job.internal.sql.SqlValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads jobs from rows of {@link JobSql#JOB_COLUMNS}. */
public final class JobReader {
    private JobReader() {}

    static Job read(ResultSet row) throws SQLException {
        int maxAttempts = row.getInt("max_attempts");
        return new Job(
                row.getLong("id"),
                SqlValues.state(row.getInt("state")),
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
                JobJson.tags(row.getString("tags")),
                JobJson.metadata(row.getString("metadata")),
                Optional.ofNullable(row.getString("reason")),
                JobJson.errors(row.getString("errors")),
                Optional.ofNullable(JobJson.progress(row.getString("progress"))),
                Optional.ofNullable(row.getBytes("result")).map(Payload::new),
                Optional.ofNullable(row.getString("worker")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
