package io.litestack.db.internal.jdbc.meta;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.error.Wrappers;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a result of SQLite. The driver is asked for what is wanted, and only then, since every answer costs a call to
 * SQLite; what it says wrongly of types, nulls and row ids is put right.
 *
 * <p>The driver's statement is on loan, so it is not asked any more once the result has {@linkplain #detach ended}: the labels
 * are kept, and for anything else the text is compiled once more.
 */
public final class ResultColumns implements ResultSetMetaData {
    /** Where columns are described whose result has ended or not begun. */
    public interface Source {
        /** Compiles the text and asks the driver. */
        <T> T describe(Question<T> question) throws SQLException;

        /** Reads the schema. */
        MetaAccess schema();
    }

    /** What the driver is asked. */
    @FunctionalInterface
    public interface Question<T> {
        T ask(ResultSetMetaData driver) throws SQLException;
    }

    /** What is known of a column of a table. */
    private record Known(boolean isNotNull, boolean isRowId) {}

    private final Source source;
    private final Map<String, Map<String, Known>> tables = new HashMap<>();
    private final @Nullable MemoryColumns sample;
    private @Nullable ResultSetMetaData live;
    private String @Nullable [] labels;

    /** The columns of a result that is open or, if {@code live} is null, of one that is not. */
    public ResultColumns(Source source, @Nullable ResultSetMetaData live) {
        this.source = source;
        this.live = live;
        this.sample = null;
    }

    /** The columns of a result that is in memory, of which one row shows the types of expressions. */
    public ResultColumns(Source source, MemoryColumns sample) {
        this.source = source;
        this.sample = sample;
        this.labels = sample.labels().toArray(String[]::new);
    }

    /** The result ends: the driver is not asked any more. */
    public void detach() {
        try {
            if (live != null) {
                labels();
            }
        } catch (SQLException e) {
            // then they are asked for later
        } finally {
            live = null;
        }
    }

    private <T> T ask(Question<T> question) throws SQLException {
        ResultSetMetaData driver = live;
        return driver == null ? source.describe(question) : question.ask(driver);
    }

    private String[] labels() throws SQLException {
        String[] known = labels;
        if (known == null) {
            known = ask(ResultColumns::labels);
            labels = known;
        }
        return known;
    }

    private static String[] labels(ResultSetMetaData driver) throws SQLException {
        String[] found = new String[driver.getColumnCount()];
        for (int i = 0; i < found.length; i++) {
            found[i] = driver.getColumnLabel(i + 1);
        }
        return found;
    }

    /** Refuses a column that does not exist, which the driver does not always do. */
    private int checked(int column) throws SQLException {
        int count = labels().length;
        if (column < 1 || column > count) {
            throw JdbcErrors.noColumn(column, count);
        }
        return column;
    }

    @Override
    public int getColumnCount() throws SQLException {
        return labels().length;
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        return labels()[checked(column) - 1];
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        return getColumnLabel(column);
    }

    /** The table that the column comes from, also through a view; empty for an expression. */
    @Override
    public String getTableName(int column) throws SQLException {
        int at = checked(column);
        return ask(driver -> String.valueOf(driver.getTableName(at)));
    }

    private boolean isExpression(int column) throws SQLException {
        return getTableName(column).isEmpty();
    }

    private DeclaredType declared(int column) throws SQLException {
        int at = checked(column);
        return DeclaredType.of(ask(driver -> driver.getColumnTypeName(at)));
    }

    /** The type with which the column was declared; that of the current value for an expression. */
    @Override
    public int getColumnType(int column) throws SQLException {
        int at = checked(column);
        if (!isExpression(at)) {
            return declared(at).code();
        }
        return sample == null ? ask(driver -> driver.getColumnType(at)) : sample.getColumnType(at);
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return sample != null && isExpression(column)
                ? sample.getColumnTypeName(column)
                : declared(column).name();
    }

    /** The class of the current value; without one, that of most values of such a column. */
    @Override
    public String getColumnClassName(int column) throws SQLException {
        int at = checked(column);
        String actual = sample == null ? ask(driver -> driver.getColumnClassName(at)) : sample.getColumnClassName(at);
        return actual.equals(Object.class.getName()) ? DeclaredType.className(getColumnType(at)) : actual;
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        int at = checked(column);
        int declared = ask(driver -> driver.getPrecision(at));
        if (declared > 0 || isExpression(at)) {
            return declared;
        }
        Integer usual = declared(at).size();
        return usual == null ? 0 : usual;
    }

    @Override
    public int getScale(int column) throws SQLException {
        int at = checked(column);
        return ask(driver -> driver.getScale(at));
    }

    @Override
    public int getColumnDisplaySize(int column) throws SQLException {
        int precision = getPrecision(column);
        return precision == 0 ? Integer.MAX_VALUE : precision + 2;
    }

    @Override
    public int isNullable(int column) throws SQLException {
        if (isExpression(column)) {
            return columnNullableUnknown;
        }
        Known known = known(column);
        if (known == null) {
            return ask(driver -> driver.isNullable(column));
        }
        return known.isNotNull || known.isRowId ? columnNoNulls : columnNullable;
    }

    @Override
    public boolean isAutoIncrement(int column) throws SQLException {
        if (isExpression(column)) {
            return false;
        }
        Known known = known(column);
        return known == null ? ask(driver -> driver.isAutoIncrement(column)) : known.isRowId;
    }

    /** What the schema says of the column; null if it has another name in the result. */
    private @Nullable Known known(int column) throws SQLException {
        String table = getTableName(column);
        Map<String, Known> columns = tables.get(table);
        if (columns == null) {
            columns = columns(table);
            tables.put(table, columns);
        }
        return columns.get(getColumnLabel(column).toLowerCase(Locale.ROOT));
    }

    private Map<String, Known> columns(String name) throws SQLException {
        SchemaReader schema = new SchemaReader(source.schema());
        Map<String, Known> known = new HashMap<>();
        for (SchemaReader.Table table : schema.named(name)) {
            List<SchemaReader.Column> columns = schema.columns(table);
            String rowId = schema.rowIdColumn(table, columns);
            for (SchemaReader.Column column : columns) {
                known.put(
                        column.name().toLowerCase(Locale.ROOT),
                        new Known(column.isNotNull(), column.name().equals(rowId)));
            }
        }
        return known;
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return DeclaredType.isNumber(getColumnType(column));
    }

    @Override
    public boolean isCaseSensitive(int column) throws SQLException {
        return switch (getColumnType(column)) {
            case Types.CHAR, Types.VARCHAR, Types.CLOB -> true;
            default -> false;
        };
    }

    @Override
    public boolean isSearchable(int column) throws SQLException {
        checked(column);
        return true;
    }

    @Override
    public boolean isCurrency(int column) throws SQLException {
        checked(column);
        return false;
    }

    @Override
    public String getSchemaName(int column) throws SQLException {
        checked(column);
        return "";
    }

    @Override
    public String getCatalogName(int column) throws SQLException {
        checked(column);
        return "";
    }

    @Override
    public boolean isReadOnly(int column) throws SQLException {
        return isExpression(column);
    }

    @Override
    public boolean isWritable(int column) throws SQLException {
        return !isExpression(column);
    }

    @Override
    public boolean isDefinitelyWritable(int column) throws SQLException {
        checked(column);
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return Wrappers.unwrap(this, type);
    }

    @Override
    public boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(this);
    }
}
