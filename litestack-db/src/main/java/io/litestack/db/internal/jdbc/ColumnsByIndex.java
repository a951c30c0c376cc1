package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.value.ColumnValues;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
abstract class ColumnsByIndex extends ColumnsByLabel {
    /** Where the current row is read. */
    RowSource rows;

    ColumnsByIndex(RowSource rows) {
        this.rows = rows;
    }

    @Override
    public final int findColumn(String label) throws SQLException {
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

    @Override
    public final boolean getBoolean(int column) throws SQLException {
        return rows.getInt(column) != 0;
    }

    @Override
    public final byte getByte(int column) throws SQLException {
        return (byte) rows.getInt(column);
    }

    @Override
    public final short getShort(int column) throws SQLException {
        return (short) rows.getInt(column);
    }

    @Override
    public final int getInt(int column) throws SQLException {
        return rows.getInt(column);
    }

    @Override
    public final long getLong(int column) throws SQLException {
        return rows.getLong(column);
    }

    @Override
    public final float getFloat(int column) throws SQLException {
        return (float) rows.getDouble(column);
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
        String text = rows.getString(column);
        try {
            return text == null ? null : new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw new SQLException("column " + column + " is no number: \"" + text + '"', e);
        }
    }

    @Override
    @Deprecated
    public final @Nullable BigDecimal getBigDecimal(int column, int scale) throws SQLException {
        BigDecimal value = getBigDecimal(column);
        return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    public final @Nullable Date getDate(int column) throws SQLException {
        return getDate(column, null);
    }

    @Override
    public final @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
        return checked(() -> ColumnValues.date(rows.getObject(column), calendar, column));
    }

    @Override
    public final @Nullable Time getTime(int column) throws SQLException {
        return getTime(column, null);
    }

    @Override
    public final @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
        return checked(() -> ColumnValues.time(rows.getObject(column), calendar, column));
    }

    @Override
    public final @Nullable Timestamp getTimestamp(int column) throws SQLException {
        return getTimestamp(column, null);
    }

    @Override
    public final @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar) throws SQLException {
        return checked(() -> ColumnValues.timestamp(rows.getObject(column), calendar, column));
    }

    @Override
    public final <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
        @SuppressWarnings("unchecked") // a primitive type is given for its box
        T value = (T) checked(() -> ColumnValues.as(type, rows.getObject(column), column));
        return value;
    }

    @Override
    public final @Nullable Object getObject(int column, @Nullable Map<String, Class<?>> types) throws SQLException {
        return rows.getObject(column);
    }

    /** How a value is read that may be refused. */
    private interface Read<T> {
        @Nullable
        T get() throws SQLException;
    }

    private static <T> @Nullable T checked(Read<T> read) throws SQLException {
        try {
            return read.get();
        } catch (RuntimeException e) {
            throw JdbcErrors.of(e);
        }
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
        throw JdbcErrors.unsupported("getBlob");
    }

    @Override
    public final @Nullable Clob getClob(int column) throws SQLException {
        throw JdbcErrors.unsupported("getClob");
    }

    @Override
    public final @Nullable NClob getNClob(int column) throws SQLException {
        throw JdbcErrors.unsupported("getNClob");
    }

    @Override
    public final @Nullable Ref getRef(int column) throws SQLException {
        throw JdbcErrors.unsupported("getRef");
    }

    @Override
    public final @Nullable Array getArray(int column) throws SQLException {
        throw JdbcErrors.unsupported("getArray");
    }

    @Override
    public final @Nullable URL getURL(int column) throws SQLException {
        throw JdbcErrors.unsupported("getURL");
    }

    @Override
    public final @Nullable RowId getRowId(int column) throws SQLException {
        throw JdbcErrors.unsupported("getRowId");
    }

    @Override
    public final @Nullable SQLXML getSQLXML(int column) throws SQLException {
        throw JdbcErrors.unsupported("getSQLXML");
    }
}
