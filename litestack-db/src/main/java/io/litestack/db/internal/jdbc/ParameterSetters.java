package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.value.Streams;
import io.litestack.db.internal.jdbc.value.TypedValues;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** The values of a prepared statement: kept as they are stored, and bound when it is executed. */
abstract class ParameterSetters extends BatchingStatement implements PreparedStatement {
    ParameterSetters(JdbcConnection connection, @Nullable KeyRequest keys) {
        super(connection, keys);
    }

    /** Keeps a value that is stored as it is. */
    abstract void keep(int index, @Nullable Object value) throws SQLException;

    private void keepAny(int index, @Nullable Object value) throws SQLException {
        keep(index, connection.values().writer().stored(value, index));
    }

    private void keepTime(int index, java.util.@Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        keep(index, connection.values().writer().stored(value, calendar, index));
    }

    private void keepTyped(int index, @Nullable Object value, int type) throws SQLException {
        keep(index, connection.values().typed().stored(value, type, index));
    }

    @Override
    public final void setNull(int index, int sqlType) throws SQLException {
        keep(index, null);
    }

    @Override
    public final void setNull(int index, int sqlType, String typeName) throws SQLException {
        keep(index, null);
    }

    @Override
    public final void setBoolean(int index, boolean value) throws SQLException {
        keep(index, value ? 1 : 0);
    }

    @Override
    public final void setByte(int index, byte value) throws SQLException {
        keep(index, (int) value);
    }

    @Override
    public final void setShort(int index, short value) throws SQLException {
        keep(index, (int) value);
    }

    @Override
    public final void setInt(int index, int value) throws SQLException {
        keep(index, value);
    }

    @Override
    public final void setLong(int index, long value) throws SQLException {
        keep(index, value);
    }

    @Override
    public final void setFloat(int index, float value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setDouble(int index, double value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setString(int index, @Nullable String value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setNString(int index, @Nullable String value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setBytes(int index, byte @Nullable [] value) throws SQLException {
        keep(index, value);
    }

    @Override
    public final void setDate(int index, @Nullable Date value) throws SQLException {
        keepTime(index, value, null);
    }

    @Override
    public final void setDate(int index, @Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        keepTime(index, value, calendar);
    }

    @Override
    public final void setTime(int index, @Nullable Time value) throws SQLException {
        keepTime(index, value, null);
    }

    @Override
    public final void setTime(int index, @Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        keepTime(index, value, calendar);
    }

    @Override
    public final void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        keepTime(index, value, null);
    }

    @Override
    public final void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
            throws SQLException {
        keepTime(index, value, calendar);
    }

    @Override
    public final void setObject(int index, @Nullable Object value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setObject(int index, @Nullable Object value, int targetType) throws SQLException {
        keepTyped(index, value, targetType);
    }

    @Override
    public final void setObject(int index, @Nullable Object value, int targetType, int scaleOrLength)
            throws SQLException {
        keep(index, connection.values().typed().stored(value, targetType, scaleOrLength, index));
    }

    @Override
    public final void setObject(int index, @Nullable Object value, @Nullable SQLType targetType) throws SQLException {
        keepTyped(index, value, TypedValues.code(targetType));
    }

    @Override
    public final void setObject(int index, @Nullable Object value, @Nullable SQLType targetType, int scaleOrLength)
            throws SQLException {
        setObject(index, value, TypedValues.code(targetType), scaleOrLength);
    }

    // Streams are read when they are set.

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value, int length) throws SQLException {
        setAsciiStream(index, value, (long) length);
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value, long length) throws SQLException {
        keepAny(index, Streams.text(value, length, StandardCharsets.US_ASCII, index));
    }

    @Override
    public final void setAsciiStream(int index, @Nullable InputStream value) throws SQLException {
        keepAny(index, Streams.text(value, StandardCharsets.US_ASCII, index));
    }

    @Override
    @Deprecated
    public final void setUnicodeStream(int index, @Nullable InputStream value, int length) throws SQLException {
        keepAny(index, Streams.text(value, length, StandardCharsets.UTF_8, index));
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value, int length) throws SQLException {
        keep(index, Streams.bytes(value, length, index));
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value, long length) throws SQLException {
        keep(index, Streams.bytes(value, length, index));
    }

    @Override
    public final void setBinaryStream(int index, @Nullable InputStream value) throws SQLException {
        keep(index, Streams.bytes(value, index));
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value, int length) throws SQLException {
        keep(index, Streams.text(value, length, index));
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        keep(index, Streams.text(value, length, index));
    }

    @Override
    public final void setCharacterStream(int index, @Nullable Reader value) throws SQLException {
        keep(index, Streams.text(value, index));
    }

    @Override
    public final void setNCharacterStream(int index, @Nullable Reader value, long length) throws SQLException {
        keep(index, Streams.text(value, length, index));
    }

    @Override
    public final void setNCharacterStream(int index, @Nullable Reader value) throws SQLException {
        keep(index, Streams.text(value, index));
    }

    // Large objects.

    @Override
    public final void setBlob(int index, @Nullable Blob value) throws SQLException {
        keep(index, Streams.bytes(value, index));
    }

    @Override
    public final void setBlob(int index, @Nullable InputStream value, long length) throws SQLException {
        keep(index, Streams.bytes(value, length, index));
    }

    @Override
    public final void setBlob(int index, @Nullable InputStream value) throws SQLException {
        keep(index, Streams.bytes(value, index));
    }

    @Override
    public final void setClob(int index, @Nullable Clob value) throws SQLException {
        keep(index, Streams.text(value, index));
    }

    @Override
    public final void setClob(int index, @Nullable Reader value, long length) throws SQLException {
        keep(index, Streams.text(value, length, index));
    }

    @Override
    public final void setClob(int index, @Nullable Reader value) throws SQLException {
        keep(index, Streams.text(value, index));
    }

    @Override
    public final void setNClob(int index, @Nullable NClob value) throws SQLException {
        setClob(index, value);
    }

    @Override
    public final void setNClob(int index, @Nullable Reader value, long length) throws SQLException {
        setClob(index, value, length);
    }

    @Override
    public final void setNClob(int index, @Nullable Reader value) throws SQLException {
        setClob(index, value);
    }

    @Override
    public final void setURL(int index, @Nullable URL value) throws SQLException {
        keepAny(index, value);
    }

    @Override
    public final void setArray(int index, @Nullable Array value) throws SQLException {
        throw JdbcErrors.unsupported(
                "setArray", "bind a JSON array as text and write: in (select value from json_each(?))");
    }

    @Override
    public final void setRef(int index, @Nullable Ref value) throws SQLException {
        throw JdbcErrors.unsupported("setRef", "bind the key");
    }

    @Override
    public final void setRowId(int index, @Nullable RowId value) throws SQLException {
        throw JdbcErrors.unsupported("setRowId", "bind the rowid as a long");
    }

    @Override
    public final void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
        throw JdbcErrors.unsupported("setSQLXML", "bind XML as text");
    }
}
