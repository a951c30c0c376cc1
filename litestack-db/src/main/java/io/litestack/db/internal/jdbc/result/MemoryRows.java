package io.litestack.db.internal.jdbc.result;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.meta.MemoryColumns;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows that are held in memory, such as generated keys: they need no transaction and no reader. */
public final class MemoryRows implements RowSource {
    /** How columns are described by the statement whose rows these are. */
    @FunctionalInterface
    public interface Description {
        /** Describes them; {@code sample} shows the types of one row. */
        ResultSetMetaData of(MemoryColumns sample) throws SQLException;
    }

    private static final Pattern NUMBER =
            Pattern.compile("\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?).*", Pattern.DOTALL);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\s*([+-]?\\d+).*", Pattern.DOTALL);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private final MemoryColumns columns;
    private final Description description;
    private final List<String> labels;
    private final List<@Nullable Object[]> rows;
    private int at = -1;
    private boolean wasNull;

    public MemoryRows(List<String> labels, List<@Nullable Object[]> rows) {
        this(new MemoryColumns(labels, rows.isEmpty() ? new Object[labels.size()] : rows.get(0)), rows);
    }

    public MemoryRows(MemoryColumns columns, List<@Nullable Object[]> rows) {
        this(columns, rows, sample -> sample);
    }

    private MemoryRows(MemoryColumns columns, List<@Nullable Object[]> rows, Description description) {
        this.description = description;
        this.columns = columns;
        this.labels = columns.labels();
        this.rows = rows;
    }

    /** The same rows from the start, for another reader. */
    public MemoryRows again() {
        return new MemoryRows(columns, rows);
    }

    /** The same rows from the start, whose columns are described in a certain way. */
    public MemoryRows described(Description by) {
        return new MemoryRows(columns, rows, by);
    }

    /** All of them. */
    public List<@Nullable Object[]> all() {
        return rows;
    }

    public List<String> labels() {
        return labels;
    }

    @Override
    public boolean next() {
        if (at < rows.size()) {
            at++;
        }
        return at < rows.size();
    }

    @Override
    public void close() {
        // nothing is held
    }

    @Override
    public int findColumn(String label) throws SQLException {
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i).equalsIgnoreCase(label)) {
                return i + 1;
            }
        }
        throw Failure.NO_COLUMN.of("no such column: '" + label + "'; there are " + labels);
    }

    @Override
    public ResultSetMetaData metaData(boolean isLive) throws SQLException {
        return description.of(columns);
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        if (at < 0 || at >= rows.size()) {
            throw Failure.CURSOR_STATE.of("there is no current row: next() was not called, or has returned false");
        }
        if (column < 1 || column > labels.size()) {
            throw JdbcErrors.noColumn(column, labels.size());
        }
        Object value = rows.get(at)[column - 1];
        wasNull = value == null;
        return value;
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        Object value = getObject(column);
        return value == null
                ? null
                : value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        Object value = getObject(column);
        return value == null || value instanceof byte[]
                ? (byte[]) value
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long getLong(int column) throws SQLException {
        Object value = getObject(column);
        return value instanceof Number number ? number.longValue() : wholeNumberOf(value);
    }

    @Override
    public double getDouble(int column) throws SQLException {
        Object value = getObject(column);
        return value instanceof Number number ? number.doubleValue() : numberOf(value);
    }

    /** As SQLite does it: what a text begins with, or zero. */
    private static long wholeNumberOf(@Nullable Object value) {
        String digits = beginning(WHOLE_NUMBER, value);
        return digits == null ? 0 : new BigInteger(digits).max(LEAST).min(MOST).longValueExact();
    }

    private static double numberOf(@Nullable Object value) {
        String digits = beginning(NUMBER, value);
        return digits == null ? 0 : Double.parseDouble(digits);
    }

    private static @Nullable String beginning(Pattern pattern, @Nullable Object value) {
        if (value instanceof String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.matches() ? matcher.group(1) : null;
        }
        return null;
    }

    @Override
    public boolean wasNull() {
        return wasNull;
    }
}
