package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.LeakCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** All of JDBC with arguments that are missing, and on what is closed: each error is an SQLException with its SQLState. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class DataSourceArgumentsTest {
    /** What JDBC does itself for all drivers, and what ends the object. */
    private static final Set<String> NOT_OURS = Set.of(
            "enquoteIdentifier",
            "enquoteLiteral",
            "enquoteNCharLiteral",
            "isSimpleIdentifier",
            "setShardingKey",
            "setShardingKeyIfValid",
            "createConnectionBuilder",
            "createShardingKeyBuilder",
            "getParentLogger",
            "beginRequest",
            "endRequest",
            "close",
            "abort",
            "free");

    /** What may be asked of what is closed. */
    private static final Set<String> ALWAYS_POSSIBLE =
            Set.of("isClosed", "isValid", "isWrapperFor", "unwrap", "rowUpdated", "rowInserted", "rowDeleted");

    @TempDir
    Path folder;

    private Database db;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        db = Database.open(DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build());
        db.execute("create table note(id integer primary key, text, data)");
        db.execute("insert into note values (1, 'one', x'01')");
        connection = db.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        db.close();
    }

    private static Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        } else if (type == long.class) {
            return 1L;
        } else if (type == int.class) {
            return 1;
        } else if (type == short.class) {
            return (short) 1;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == float.class) {
            return 1f;
        }
        return type == double.class ? (Object) 1.0 : null;
    }

    /** Calls all methods with nulls; returns those that fail in another way than they should. */
    private static List<String> wrong(Class<?> type, Object object, boolean isClosed) throws IllegalAccessException {
        List<String> wrong = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (NOT_OURS.contains(method.getName()) || (isClosed && ALWAYS_POSSIBLE.contains(method.getName()))) {
                continue;
            }
            Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = nothing(method.getParameterTypes()[i]);
            }
            try {
                method.invoke(object, arguments);
                if (isClosed) {
                    wrong.add(method + " fails not");
                }
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof SQLException known)
                        || known.getSQLState() == null
                        || known.getMessage() == null) {
                    wrong.add(method + " throws " + e.getCause());
                }
            }
        }
        return wrong;
    }

    @Test
    void a_missing_argument_is_an_sql_exception() throws Exception {
        assertThat(wrong(DataSource.class, db.dataSource(), false)).isEmpty();
        assertThat(wrong(DatabaseMetaData.class, connection.getMetaData(), false))
                .isEmpty();
        assertThat(wrong(Statement.class, connection.createStatement(), false)).isEmpty();
        PreparedStatement select = connection.prepareStatement("select * from note where id = ?");
        assertThat(wrong(PreparedStatement.class, select, false)).isEmpty();
        assertThat(wrong(ParameterMetaData.class, select.getParameterMetaData(), false))
                .isEmpty();
        select.setInt(1, 1);
        ResultSet rows = select.executeQuery();
        rows.next();
        Blob blob = rows.getBlob("data");
        Clob clob = rows.getClob("text");
        assertThat(wrong(ResultSetMetaData.class, rows.getMetaData(), false)).isEmpty();
        assertThat(wrong(ResultSet.class, rows, false)).isEmpty();
        assertThat(wrong(Blob.class, blob, false)).isEmpty();
        assertThat(wrong(Clob.class, clob, false)).isEmpty();
        assertThat(wrong(Connection.class, connection, false)).isEmpty();
    }

    @Test
    void what_is_closed_says_so() throws Exception {
        Statement statement = connection.createStatement();
        PreparedStatement select = connection.prepareStatement("select * from note");
        ResultSet rows = select.executeQuery();
        ResultSet read = statement.executeQuery("insert into note(text) values ('two') returning id");
        rows.close();
        read.close();
        assertThat(wrong(ResultSet.class, rows, true)).isEmpty();
        assertThat(wrong(ResultSet.class, read, true)).isEmpty();
        select.close();
        statement.close();
        assertThat(wrong(PreparedStatement.class, select, true)).isEmpty();
        assertThat(wrong(Statement.class, statement, true)).isEmpty();
        connection.close();
        assertThat(wrong(Connection.class, connection, true)).isEmpty();
    }

    @Test
    void a_number_that_fits_in_no_way_is_refused() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1e300, -9e99, 1.5")) {
            row.next();
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> row.getFloat(1))
                    .withMessageContaining("column 1: 1.0E300 does not fit into a float");
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> row.getObject(2, Float.class))
                    .withMessageContaining("column 2");
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> row.getTimestamp(1))
                    .withMessageContaining("column 1");
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> oldDecimal(row))
                    .withMessageContaining("digits behind the point");
            assertThat(row.getFloat(3)).isEqualTo(1.5f);
        }
    }

    @SuppressWarnings("deprecation") // it is still there to be called
    private static void oldDecimal(ResultSet row) throws SQLException {
        row.getBigDecimal(3, Integer.MAX_VALUE);
    }
}
