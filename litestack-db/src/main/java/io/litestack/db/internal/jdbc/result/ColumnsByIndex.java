package io.litestack.db.internal.jdbc.result;

import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.value.Narrowing;
import io.litestack.db.internal.jdbc.value.ValueReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Columns of the current row by their index. The common types go straight to where the rows come from; when these have ended
 * there is another source in their place, which refuses.
 */
public abstract class ColumnsByIndex extends ColumnsByLabel {
    /** Where the current row is read. */
    RowSource rows;

    private final ValueReader values;

    public ColumnsByIndex(RowSource rows, ValueReader values) {
        this.rows = rows;
        this.values = values;
    }

    @Override
    public final int findColumn(@Nullable String label) throws SQLException {
        if (label == null) {
            throw Failure.BAD_ARGUMENT.of("the label of a column is null");
        }
        return rows.findColumn(label);
    }

    @Override
    public final boolean wasNull() throws SQLException {
        return rows.wasNull();
    }

    @Override
    public final @Nullable String getString(int column) throws SQLException {
        return rows.getString(column);
    }

    /** A text may say it in words. */
    @Override
    public final boolean getBoolean(int column) throws SQLException {
        return rows.getLong(column) != 0
                || Boolean.TRUE.equals(values.as(Boolean.class, rows.getObject(column), column));
    }

    @Override
    public final byte getByte(int column) throws SQLException {
        return Narrowing.toByte(getLong(column), column);
    }

    @Override
    public final short getShort(int column) throws SQLException {
        return Narrowing.toShort(getLong(column), column);
    }

    @Override
    public final int getInt(int column) throws SQLException {
        return Narrowing.toInt(rows.getLong(column), column);
    }

    @Override
    public final long getLong(int column) throws SQLException {
        long value = rows.getLong(column);
        if (value == Long.MAX_VALUE || value == Long.MIN_VALUE) {
            Narrowing.refuseCut(rows.getObject(column), column);
        }
        return value;
    }

    @Override
    public final float getFloat(int column) throws SQLException {
        return Narrowing.toFloat(rows.getDouble(column), column);
    }

    @Override
    public final double getDouble(int column) throws SQLException {
        return rows.getDouble(column);
    }

    @Override
    public final byte @Nullable [] getBytes(int column) throws SQLException {
        return rows.getBytes(column);
    }

    @Override
    public final @Nullable Object getObject(int column) throws SQLException {
        return rows.getObject(column);
    }

    @Override
    public final @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
        return values.decimal(rows.getObject(column), column);
    }

    @Override
    @Deprecated
    public final @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        BigDecimal value = getBigDecimal(column);
        return value == null ? null : Narrowing.scaled(value, scale, column);
    }

    @Override
    public final @Nullable Date getDate(int column) throws SQLException {
        return getDate(column, null);
    }

    @Override
    public final @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
        return values.date(rows.getObject(column), calendar, column);
    }

    @Override
    public final @Nullable Time getTime(int column) throws SQLException {
        return getTime(column, null);
    }

    @Override
    public final @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
        return values.time(rows.getObject(column), calendar, column);
    }

    @Override
    public final @Nullable Timestamp getTimestamp(int column) throws SQLException {
        return getTimestamp(column, null);
    }

    @Override
    public final @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar) throws SQLException {
        return values.timestamp(rows.getObject(column), calendar, column);
    }

    @Override
    public final <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
        return values.as(type, rows.getObject(column), column);
    }

    @Override
    public final @Nullable Object getObject(int column, @Nullable Map<String, Class<?>> types) throws SQLException {
        return rows.getObject(column);
    }

    @Override
    public final @Nullable InputStream getBinaryStream(int column) throws SQLException {
        byte[] bytes = rows.getBytes(column);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public final @Nullable InputStream getAsciiStream(int column) throws SQLException {
        String text = rows.getString(column);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    @Deprecated
    public final @Nullable InputStream getUnicodeStream(int column) throws SQLException {
        String text = rows.getString(column);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public final @Nullable Reader getCharacterStream(int column) throws SQLException {
        String text = rows.getString(column);
        return text == null ? null : new StringReader(text);
    }

    @Override
    public final @Nullable Reader getNCharacterStream(int column) throws SQLException {
        return getCharacterStream(column);
    }

    @Override
    public final @Nullable String getNString(int column) throws SQLException {
        return rows.getString(column);
    }

    @Override
    public final @Nullable Blob getBlob(int column) throws SQLException {
        return values.as(Blob.class, rows.getObject(column), column);
    }

    @Override
    public final @Nullable Clob getClob(int column) throws SQLException {
        return values.as(Clob.class, rows.getObject(column), column);
    }

    @Override
    public final @Nullable NClob getNClob(int column) throws SQLException {
        return values.as(NClob.class, rows.getObject(column), column);
    }

    @Override
    public final @Nullable Ref getRef(int column) throws SQLException {
        throw JdbcErrors.unsupported("getRef", "read the key");
    }

    @Override
    public final @Nullable Array getArray(int column) throws SQLException {
        throw JdbcErrors.unsupported("getArray", "read a JSON array as text");
    }

    @Override
    public final @Nullable URL getURL(int column) throws SQLException {
        return values.as(URL.class, rows.getObject(column), column);
    }

    @Override
    public final @Nullable RowId getRowId(int column) throws SQLException {
        throw JdbcErrors.unsupported("getRowId", "select rowid and read it as a long");
    }

    @Override
    public final @Nullable SQLXML getSQLXML(int column) throws SQLException {
        throw JdbcErrors.unsupported("getSQLXML", "read XML as text");
    }
}
