package io.litestack.db.internal.jdbc.result;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where the rows of a result come from: SQLite, or memory. Columns are counted from 1; the getters convert as SQLite does. */
public interface RowSource {
    /** Goes to the next row; false if there is none. */
    boolean next() throws SQLException;

    /** Nothing is read from it any more. */
    void close() throws SQLException;

    int findColumn(String label) throws SQLException;

    /**
     * The columns.
     *
     * @param isLive whether rows may still be read
     */
    ResultSetMetaData metaData(boolean isLive) throws SQLException;

    @Nullable
    String getString(int column) throws SQLException;

    long getLong(int column) throws SQLException;

    double getDouble(int column) throws SQLException;

    byte @Nullable [] getBytes(int column) throws SQLException;

    /** An Integer, a Long, a Double, a String, a byte[], or null. */
    @Nullable
    Object getObject(int column) throws SQLException;

    /** Whether the column read last was null. */
    boolean wasNull() throws SQLException;
}
