package io.litestack.job.internal.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a job is enqueued with, as it is stored. Shared by the new job and by the lease under which it runs. Immutable, but for
 * the bytes of the payload, which nobody changes.
 *
 * @param type the name under which it is stored
 * @param queue its queue
 * @param priority higher ones start first
 * @param maxAttempts its own number of attempts, 0 if the type's policy decides
 * @param runAtMs when it is due
 * @param payload what the codec wrote
 * @param tags a JSON array, or null
 * @param metadata a JSON object, or null
 * @param controls what is to be heeded when it runs, or null
 */
@SuppressWarnings("ArrayRecordComponent") // two of them are never compared
public record JobData(
        String type,
        String queue,
        int priority,
        int maxAttempts,
        long runAtMs,
        byte[] payload,
        @Nullable String tags,
        @Nullable String metadata,
        @Nullable JobControls controls) {
    /** What each job has and many have in common, in the order in which {@link #bindShared} expects it. */
    static final String SHARED_COLUMNS = "type, queue, priority, run_at_ms";

    /** What each job has of its own. */
    static final String OWN_COLUMN = "payload";

    /** What few jobs have, in the order in which {@link #bindExtras} expects it. */
    static final String EXTRA_COLUMNS = "max_attempts, tags, metadata";

    /** How many these are. */
    private static final int EXTRAS = 3;

    /** The columns, in the order in which {@link #read} expects them. */
    static final String COLUMNS_TO_READ =
            "type, queue, priority, max_attempts, run_at_ms, payload, tags, metadata, controls";

    /** The same without the payload, which only the process that runs the job needs. */
    static final String COLUMNS_WITHOUT_PAYLOAD =
            "type, queue, priority, max_attempts, run_at_ms, NULL AS payload, tags, metadata, controls";

    private static final byte[] NO_PAYLOAD = {};

    /** Of a job without controls. */
    public JobData(
            String type,
            String queue,
            int priority,
            int maxAttempts,
            long runAtMs,
            byte[] payload,
            @Nullable String tags,
            @Nullable String metadata) {
        this(type, queue, priority, maxAttempts, runAtMs, payload, tags, metadata, null);
    }

    /** Reads {@link #COLUMNS_TO_READ}, of which the first has the given index. */
    public static JobData read(ResultSet row, int first) throws SQLException {
        byte[] payload = row.getBytes(first + 5);
        return new JobData(
                row.getString(first),
                row.getString(first + 1),
                row.getInt(first + 2),
                row.getInt(first + 3),
                row.getLong(first + 4),
                payload == null ? NO_PAYLOAD : payload,
                row.getString(first + 6),
                row.getString(first + 7),
                JobControls.read(row.getString(first + 8)));
    }

    /** Whether it has something that few jobs have. */
    public boolean hasExtras() {
        return maxAttempts > 0 || tags != null || metadata != null;
    }

    /** Binds what many jobs have in common, of which the first has the given index. */
    public void bindShared(PreparedStatement insert, int first) throws SQLException {
        insert.setString(first, type);
        insert.setString(first + 1, queue);
        insert.setInt(first + 2, priority);
        insert.setLong(first + 3, runAtMs);
    }

    /** Binds what each job has of its own; returns the next index. */
    public int bindOwn(PreparedStatement insert, int index) throws SQLException {
        insert.setBytes(index, payload);
        return index + 1;
    }

    /** Binds what few jobs have, of which the first has the given index; returns the next one. */
    public int bindExtras(PreparedStatement insert, int first) throws SQLException {
        SqlValues.setLong(insert, first, maxAttempts);
        SqlValues.setText(insert, first + 1, tags);
        SqlValues.setText(insert, first + 2, metadata);
        return first + EXTRAS;
    }
}
