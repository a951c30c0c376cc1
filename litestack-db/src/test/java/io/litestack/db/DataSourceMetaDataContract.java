package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.LeakCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a data source tells of the database, of results and of parameters. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
abstract class DataSourceMetaDataContract {
    private static final String SCHEMA = """
            create table parent(
              id integer primary key autoincrement,
              name varchar(40) not null default 'nobody',
              price decimal(10, 2),
              at timestamp,
              flag boolean,
              constraint uq_parent unique (name, price));
            create table child(
              a int,
              b int,
              p integer references parent,
              q text,
              g int generated always as (a + 1) stored,
              v as (a + 2),
              constraint pk_child primary key (b, a),
              constraint fk_p foreign key (p) references parent(id) on delete cascade on update set null
                deferrable initially deferred,
              foreign key (q) references nowhere(x) on delete restrict);
            create index ix_part on child(q desc) where q is not null;
            create index ix_expression on child(lower(q), a);
            create view overview as select id, name as nm, price * 2 as twice from parent;
            create table key_value(k text primary key, v blob) without rowid;
            create table "odd_ ""name%"("first column" text collate nocase, big bigint);
            create virtual table words using fts5(word, meaning);
            create table gone(x);
            create view broken as select x from gone;
            drop table gone;""";

    private final Function<DatabaseConfig, Database> opener;

    @TempDir
    Path folder;

    private Database db;
    private Connection connection;
    private DatabaseMetaData meta;

    DataSourceMetaDataContract(Function<DatabaseConfig, Database> opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() throws SQLException {
        db = opener.apply(DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.of(new Migration(1, "tables", SCHEMA)))
                .build());
        connection = db.dataSource().getConnection();
        meta = connection.getMetaData();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        db.close();
    }

    /** Some columns of all rows, joined by a bar. */
    private static List<String> rows(ResultSet rows, String... labels) throws SQLException {
        List<String> found = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (String label : labels) {
                    row.add(rows.getString(label));
                }
                found.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
        }
        return found;
    }

    @Test
    void it_is_known_as_sqlite() throws SQLException {
        assertThat(meta.getDatabaseProductName()).isEqualTo("SQLite");
        assertThat(meta.getURL()).isEqualTo("jdbc:sqlite:" + db.store().config().path());
        assertThat(meta.getDatabaseProductVersion())
                .startsWith(meta.getDatabaseMajorVersion() + "." + meta.getDatabaseMinorVersion() + ".");
        assertThat(meta.getConnection()).isSameAs(connection);
        assertThat(meta.getIdentifierQuoteString()).isEqualTo("\"");
        assertThat(meta.isReadOnly()).isFalse();
        assertThat(meta.supportsSavepoints()).isTrue();
        assertThat(meta.nullsAreSortedLow()).isTrue();
        assertThat(meta.supportsTransactionIsolationLevel(Connection.TRANSACTION_SERIALIZABLE))
                .isTrue();
    }

    @Test
    void every_question_has_an_answer() throws Exception {
        for (Method method : DatabaseMetaData.class.getMethods()) {
            if (!method.getName().matches("unwrap|isWrapperFor")) {
                Object[] arguments = new Object[method.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    Class<?> type = method.getParameterTypes()[i];
                    arguments[i] = type == int.class ? (Object) 1 : type == boolean.class ? (Object) true : null;
                }
                assertThatIsAnswered(method, arguments);
            }
        }
    }

    private void assertThatIsAnswered(Method method, Object[] arguments) throws Exception {
        try {
            if (method.invoke(meta, arguments) instanceof ResultSet rows) {
                ResultSetMetaData columns = rows.getMetaData();
                assertThat(columns.getColumnCount()).as(method.getName()).isPositive();
                while (rows.next()) {
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        rows.getObject(columns.getColumnLabel(i));
                    }
                }
                rows.close();
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(method.getName() + " failed", e.getCause());
        }
    }

    @Test
    void tables_are_those_of_the_application() throws SQLException {
        assertThat(rows(meta.getTables(null, null, "%", null), "TABLE_NAME", "TABLE_TYPE"))
                .containsExactly(
                        "child|TABLE",
                        "key_value|TABLE",
                        "odd_ \"name%|TABLE",
                        "parent|TABLE",
                        "words|TABLE",
                        "broken|VIEW",
                        "overview|VIEW");
        assertThat(rows(meta.getTables("", "", null, new String[] {"VIEW"}), "TABLE_NAME"))
                .containsExactly("broken", "overview");
        assertThat(rows(meta.getTables(null, "main", "PAR%", new String[] {"TABLE", "VIEW"}), "TABLE_NAME"))
                .containsExactly("parent");
        assertThat(rows(meta.getTables(null, null, "litestack\\_%", null), "TABLE_NAME"))
                .isEmpty();
        assertThat(rows(meta.getTables(null, null, "%", new String[] {"SYSTEM TABLE"}), "TABLE_NAME"))
                .contains("litestack_migration", "sqlite_schema", "words_data")
                .doesNotContain("parent");
        assertThat(rows(meta.getTableTypes(), "TABLE_TYPE"))
                .containsExactly("LOCAL TEMPORARY", "SYSTEM TABLE", "TABLE", "VIEW");
    }

    @Test
    void a_pattern_has_wildcards_unless_they_are_escaped() throws SQLException {
        assertThat(rows(meta.getTables(null, null, "k_y_value", null), "TABLE_NAME"))
                .containsExactly("key_value");
        assertThat(rows(meta.getTables(null, null, "k\\_y_value", null), "TABLE_NAME"))
                .isEmpty();
        assertThat(rows(meta.getTables(null, null, "odd\\_ \"name\\%", null), "TABLE_NAME"))
                .containsExactly("odd_ \"name%");
        assertThat(rows(meta.getColumns(null, null, "odd\\_%", "first_c%"), "COLUMN_NAME"))
                .containsExactly("first column");
    }

    @Test
    void columns_have_their_declared_types_and_what_is_known_of_them() throws SQLException {
        assertThat(rows(
                        meta.getColumns(null, null, "parent", null),
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "TYPE_NAME",
                        "COLUMN_SIZE",
                        "DECIMAL_DIGITS",
                        "IS_NULLABLE",
                        "COLUMN_DEF",
                        "ORDINAL_POSITION",
                        "IS_AUTOINCREMENT",
                        "IS_GENERATEDCOLUMN"))
                .containsExactly(
                        "id|" + Types.BIGINT + "|INTEGER|19|0|NO|null|1|YES|NO",
                        "name|" + Types.VARCHAR + "|VARCHAR|40|null|NO|'nobody'|2|NO|NO",
                        "price|" + Types.DECIMAL + "|DECIMAL|10|2|YES|null|3|NO|NO",
                        "at|" + Types.TIMESTAMP + "|TIMESTAMP|29|null|YES|null|4|NO|NO",
                        "flag|" + Types.BOOLEAN + "|BOOLEAN|1|null|YES|null|5|NO|NO");
        assertThat(rows(meta.getColumns(null, null, "child", "%"), "COLUMN_NAME", "TYPE_NAME", "IS_GENERATEDCOLUMN"))
                .containsExactly("a|INT|NO", "b|INT|NO", "p|INTEGER|NO", "q|TEXT|NO", "g|INT|YES", "v|ANY|YES");
        assertThat(rows(meta.getColumns(null, null, "words", "%"), "COLUMN_NAME"))
                .containsExactly("word", "meaning");
        assertThat(rows(meta.getColumns(null, null, "overview", "%"), "COLUMN_NAME", "TYPE_NAME"))
                .containsExactly("id|INTEGER", "nm|VARCHAR", "twice|ANY");
        assertThat(rows(meta.getColumns(null, null, "%", "%"), "TABLE_NAME"))
                .isSorted()
                .contains("parent", "key_value")
                .doesNotContain("broken", "words_data", "litestack_migration");
        assertThat(rows(meta.getColumns(null, null, "litestack_migration", "%"), "COLUMN_NAME"))
                .isNotEmpty();
    }

    @Test
    void primary_keys_have_their_order_and_name() throws SQLException {
        assertThat(rows(meta.getPrimaryKeys(null, null, "CHILD"), "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME"))
                .containsExactly("child|a|2|pk_child", "child|b|1|pk_child");
        assertThat(rows(meta.getPrimaryKeys(null, null, "key_value"), "COLUMN_NAME", "KEY_SEQ", "PK_NAME"))
                .containsExactly("k|1|null");
        assertThat(rows(meta.getPrimaryKeys(null, null, "overview"), "COLUMN_NAME"))
                .isEmpty();
        assertThat(rows(meta.getPrimaryKeys(null, null, "nothing"), "COLUMN_NAME"))
                .isEmpty();
        assertThat(rows(meta.getPrimaryKeys(null, null, null), "TABLE_NAME"))
                .containsExactly("child", "child", "key_value", "parent");
    }

    private static final String[] KEY = {
        "PKTABLE_NAME",
        "PKCOLUMN_NAME",
        "FKCOLUMN_NAME",
        "KEY_SEQ",
        "UPDATE_RULE",
        "DELETE_RULE",
        "FK_NAME",
        "DEFERRABILITY"
    };

    @Test
    void foreign_keys_have_their_names_and_rules() throws SQLException {
        String named = "parent|id|p|1|" + DatabaseMetaData.importedKeySetNull + "|"
                + DatabaseMetaData.importedKeyCascade + "|fk_p|" + DatabaseMetaData.importedKeyInitiallyDeferred;
        String unnamed = "parent|id|p|1|" + DatabaseMetaData.importedKeyNoAction + "|"
                + DatabaseMetaData.importedKeyNoAction + "|fk_child_1|" + DatabaseMetaData.importedKeyNotDeferrable;
        String dangling = "nowhere|x|q|1|" + DatabaseMetaData.importedKeyNoAction + "|"
                + DatabaseMetaData.importedKeyRestrict + "|fk_child_3|" + DatabaseMetaData.importedKeyNotDeferrable;
        assertThat(rows(meta.getImportedKeys(null, null, "child"), KEY)).containsExactly(dangling, unnamed, named);
        assertThat(rows(meta.getExportedKeys(null, null, "Parent"), KEY)).containsExactly(unnamed, named);
        assertThat(rows(meta.getCrossReference(null, null, "parent", null, null, "child"), KEY))
                .containsExactly(unnamed, named);
        assertThat(rows(meta.getCrossReference(null, null, "child", null, null, "parent"), KEY))
                .isEmpty();
        assertThat(rows(meta.getExportedKeys(null, null, "child"), KEY)).isEmpty();
        assertThat(rows(meta.getImportedKeys(null, null, null), KEY)).hasSize(3);
    }

    @Test
    void indexes_are_unique_partial_or_of_an_expression() throws SQLException {
        String[] labels = {
            "NON_UNIQUE", "INDEX_NAME", "ORDINAL_POSITION", "COLUMN_NAME", "ASC_OR_DESC", "FILTER_CONDITION"
        };
        assertThat(rows(meta.getIndexInfo(null, null, "child", false, true), labels))
                .containsExactly(
                        "0|sqlite_autoindex_child_1|1|b|A|null",
                        "0|sqlite_autoindex_child_1|2|a|A|null",
                        "1|ix_expression|1|lower(q)|A|null",
                        "1|ix_expression|2|a|A|null",
                        "1|ix_part|1|q|D|q is not null");
        assertThat(rows(meta.getIndexInfo(null, null, "child", true, true), "INDEX_NAME"))
                .containsOnly("sqlite_autoindex_child_1");
        try (ResultSet index = meta.getIndexInfo(null, null, "parent", false, false)) {
            index.next();
            assertThat(index.getBoolean("NON_UNIQUE")).isFalse();
            assertThat(index.getShort("TYPE")).isEqualTo(DatabaseMetaData.tableIndexOther);
        }
    }

    @Test
    void a_row_is_identified_by_its_key_or_its_rowid() throws SQLException {
        assertThat(rows(meta.getBestRowIdentifier(null, null, "parent", 0, false), "COLUMN_NAME", "PSEUDO_COLUMN"))
                .containsExactly("id|" + DatabaseMetaData.bestRowNotPseudo);
        assertThat(rows(meta.getBestRowIdentifier(null, null, "child", 0, false), "COLUMN_NAME", "PSEUDO_COLUMN"))
                .containsExactly("rowid|" + DatabaseMetaData.bestRowPseudo);
        assertThat(rows(meta.getBestRowIdentifier(null, null, "child", 0, true), "COLUMN_NAME"))
                .containsExactly("b", "a");
        assertThat(rows(meta.getPseudoColumns(null, null, "words", "%"), "COLUMN_NAME"))
                .containsExactly("rowid", "words", "rank");
    }

    @Test
    void types_and_functions_are_listed() throws SQLException {
        assertThat(rows(meta.getTypeInfo(), "TYPE_NAME")).contains("INTEGER", "TEXT", "BLOB", "REAL", "TIMESTAMP");
        try (ResultSet types = meta.getTypeInfo()) {
            int before = Integer.MIN_VALUE;
            while (types.next()) {
                assertThat(types.getInt("DATA_TYPE")).isGreaterThanOrEqualTo(before);
                before = types.getInt("DATA_TYPE");
            }
        }
        assertThat(rows(meta.getFunctions(null, null, "lower"), "FUNCTION_NAME", "SPECIFIC_NAME"))
                .containsExactly("lower|lower/1");
        assertThat(rows(meta.getFunctionColumns(null, null, "lower", null), "COLUMN_NAME"))
                .containsExactly("", "argument1");
    }

    @Test
    void an_open_answer_holds_nothing() throws SQLException {
        try (ResultSet open = meta.getTables(null, null, "%", null)) {
            open.next();
            assertThat(db.store().stats().readersActive()).isZero();
            connection.setAutoCommit(false);
            connection.commit();
            assertThat(open.getString("TABLE_NAME")).isEqualTo("child");
        }
    }

    @Test
    void in_a_transaction_it_is_what_the_transaction_sees() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table mine(id integer primary key)");
            assertThat(rows(meta.getTables(null, null, "mine", null), "TABLE_NAME"))
                    .containsExactly("mine");
            connection.rollback();
        }
        assertThat(rows(meta.getTables(null, null, "mine", null), "TABLE_NAME")).isEmpty();
    }

    @Test
    void a_temporary_table_is_shown_to_its_connection_alone() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temp table scratch(x integer)");
        }
        assertThat(rows(meta.getTables(null, null, "scratch", null), "TABLE_NAME", "TABLE_TYPE"))
                .containsExactly("scratch|LOCAL TEMPORARY");
        assertThat(rows(meta.getColumns(null, null, "scratch", null), "COLUMN_NAME"))
                .containsExactly("x");
        try (Connection other = db.dataSource().getConnection()) {
            assertThat(rows(other.getMetaData().getTables(null, null, "scratch%", null), "TABLE_NAME"))
                    .isEmpty();
        }
    }

    private static final String QUERY =
            "select p.*, p.id as other, count(*) as n, 1 + 1, o.nm from parent p join overview o where p.id = ? group by 1";

    private static void assertThatAreThoseOfTheQuery(ResultSetMetaData columns) throws SQLException {
        assertThat(columns.getColumnCount()).isEqualTo(9);
        assertThat(columns.getColumnLabel(1)).isEqualTo("id");
        assertThat(columns.getTableName(1)).isEqualTo("parent");
        assertThat(columns.getColumnType(1)).isEqualTo(Types.INTEGER);
        assertThat(columns.isAutoIncrement(1)).isTrue();
        assertThat(columns.isNullable(1)).isEqualTo(ResultSetMetaData.columnNoNulls);
        assertThat(columns.getColumnType(2)).isEqualTo(Types.VARCHAR);
        assertThat(columns.getPrecision(2)).isEqualTo(40);
        assertThat(columns.isNullable(2)).isEqualTo(ResultSetMetaData.columnNoNulls);
        assertThat(columns.getColumnClassName(2)).isEqualTo("java.lang.String");
        assertThat(columns.getPrecision(3)).isEqualTo(10);
        assertThat(columns.getScale(3)).isEqualTo(2);
        assertThat(columns.isNullable(3)).isEqualTo(ResultSetMetaData.columnNullable);
        assertThat(columns.getColumnType(4)).isEqualTo(Types.TIMESTAMP);
        assertThat(columns.getColumnTypeName(5)).isEqualTo("BOOLEAN");
        assertThat(columns.getColumnLabel(6)).isEqualTo("other");
        assertThat(columns.getTableName(7)).isEmpty();
        assertThat(columns.isNullable(7)).isEqualTo(ResultSetMetaData.columnNullableUnknown);
        assertThat(columns.isReadOnly(7)).isTrue();
        assertThat(columns.getTableName(9)).isEqualTo("parent");
        assertThat(columns.getColumnLabel(9)).isEqualTo("nm");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> columns.getColumnType(10))
                .withMessageContaining("column 10");
    }

    @Test
    void columns_of_a_result_are_known_before_while_and_after_it_is_read() throws SQLException {
        db.execute("insert into parent(name, price) values ('a', 1.5)");
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            ResultSetMetaData before = query.getMetaData();
            assertThatAreThoseOfTheQuery(before);
            assertThat(db.store().stats().readersActive()).isZero();
            query.setInt(1, 1);
            ResultSet rows = query.executeQuery();
            ResultSetMetaData columns = rows.getMetaData();
            ResultSetMetaData touched = query.getMetaData();
            rows.next();
            assertThatAreThoseOfTheQuery(columns);
            assertThat(columns.getColumnType(7)).isEqualTo(Types.INTEGER);
            assertThat(touched.getColumnLabel(1)).isEqualTo("id");
            assertThat(rows.next()).isFalse();
            assertThatAreThoseOfTheQuery(columns);
            assertThatAreThoseOfTheQuery(rows.getMetaData());
            rows.close();
            assertThatAreThoseOfTheQuery(columns);
            assertThatAreThoseOfTheQuery(before);
            assertThatExceptionOfType(SQLException.class).isThrownBy(rows::getMetaData);
        }
        assertThat(connection.prepareStatement("update parent set name = ?").getMetaData())
                .isNull();
    }

    @Test
    void parameters_are_counted_and_take_any_value() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into parent(name, price) values (?, ?)")) {
            ParameterMetaData parameters = insert.getParameterMetaData();
            assertThat(parameters.getParameterCount()).isEqualTo(2);
            assertThat(parameters.getParameterType(1)).isEqualTo(Types.OTHER);
            assertThat(parameters.getParameterMode(1)).isEqualTo(ParameterMetaData.parameterModeIn);
            assertThat(parameters.isNullable(2)).isEqualTo(ParameterMetaData.parameterNullableUnknown);
            insert.setString(1, "a");
            insert.setDouble(2, 1.5);
            assertThat(insert.getParameterMetaData().getParameterType(1)).isEqualTo(Types.VARCHAR);
            assertThat(insert.getParameterMetaData().getParameterClassName(2)).isEqualTo("java.lang.Double");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> parameters.getParameterType(3))
                    .withMessageContaining("parameter 3");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void columns_of_what_a_change_returns_are_described_as_those_of_a_query(boolean autoCommit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table measured(id integer primary key, name varchar(20) not null,"
                    + " price decimal(10,2), isGood boolean, at timestamp, number text)");
            connection.setAutoCommit(autoCommit);
            try (ResultSet rows = statement.executeQuery("insert into measured(name, isGood, number) values"
                    + " ('a', 1, '9007199254740993') returning *, upper(name) as big")) {
                ResultSetMetaData columns = rows.getMetaData();
                assertThat(columns.getTableName(2)).isEqualTo("measured");
                assertThat(List.of(
                                columns.getColumnType(1),
                                columns.getColumnType(2),
                                columns.getColumnType(3),
                                columns.getColumnType(4),
                                columns.getColumnType(5)))
                        .containsExactly(Types.INTEGER, Types.VARCHAR, Types.DECIMAL, Types.BOOLEAN, Types.TIMESTAMP);
                assertThat(columns.getColumnTypeName(3)).isEqualTo("DECIMAL");
                assertThat(columns.getScale(3)).isEqualTo(2);
                assertThat(columns.isNullable(2)).isEqualTo(ResultSetMetaData.columnNoNulls);
                assertThat(columns.isAutoIncrement(1)).isTrue();
                // of an expression, what it has returned
                assertThat(columns.getColumnLabel(7)).isEqualTo("big");
                assertThat(columns.getColumnType(7)).isEqualTo(Types.VARCHAR);
                assertThat(columns.getTableName(7)).isEmpty();
                // and their values are converted likewise
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong("number")).isEqualTo(9_007_199_254_740_993L);
                assertThat(rows.getLong("name")).isZero();
            }
            connection.setAutoCommit(true);
            statement.executeUpdate("create temp table picked(id integer)");
            try (ResultSet rows = statement.executeQuery("select price, '12 pieces' as pieces from measured")) {
                assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.DECIMAL);
                assertThat(rows.getMetaData().getTableName(1)).isEqualTo("measured");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt("pieces")).isEqualTo(12);
                assertThat(rows.getDouble("pieces")).isEqualTo(12);
            }
        }
    }
}
