package io.litestack.job.internal.sql;

import io.litestack.core.Codec;
import io.litestack.job.JobState;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How values that may be missing, and states, are stored. */
public final class SqlValues {
    /** In the order of their numbers in {@link JobSql}. */
    private static final List<JobState> STATES = List.of(
            JobState.SCHEDULED,
            JobState.READY,
            JobState.RUNNING,
            JobState.DONE,
            JobState.DEAD,
            JobState.PARKED,
            JobState.BLOCKED);

    private SqlValues() {}

    /** Texts as a JSON array, for {@code json_each}. */
    public static String json(Collection<String> texts) {
        return new String(Codec.json().encode(texts), StandardCharsets.UTF_8);
    }

    public static JobState state(int number) {
        return STATES.get(number);
    }

    public static int number(JobState state) {
        return STATES.indexOf(state);
    }

    /** Binds a number; 0 stands for a missing one. */
    public static void setLong(PreparedStatement statement, int index, long value) throws SQLException {
        if (value == 0) {
            statement.setNull(index, Types.INTEGER);
        } else {
            statement.setLong(index, value);
        }
    }

    public static void setText(PreparedStatement statement, int index, @Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.VARCHAR);
        } else {
            statement.setString(index, value);
        }
    }
}
