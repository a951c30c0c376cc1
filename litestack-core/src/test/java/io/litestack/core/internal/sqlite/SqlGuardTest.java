package io.litestack.core.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.sql.SqlScript;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;

/** What the guard decides agrees with what SQLite does with the text, when it compiles it and when it runs it. */
@Timeout(120)
@ExtendWith(Seed.class)
class SqlGuardTest {
    private static final int ROUNDS = Integer.getInteger("litestack.soak.guard", 500);

    private static final List<String> CHANGING = List.of(
            "pragma query_only = on",
            "pragma query_only(1)",
            "pragma main.query_only = on",
            "pragma \"query_only\" = on",
            "pragma cache_size = 17",
            "pragma synchronous = off",
            "pragma locking_mode = exclusive",
            "pragma busy_timeout = 17",
            "pragma wal_autocheckpoint = 17",
            "pragma recursive_triggers = on",
            "pragma writable_schema = on",
            "begin",
            "begin immediate",
            "commit",
            "end transaction",
            "rollback",
            "savepoint a",
            "rollback to a",
            "release a",
            "attach ':memory:' as other",
            "attach database 'file:x?mode=memory' as other",
            "detach other",
            "vacuum",
            "vacuum into 'file:x?mode=memory'");

    private static final List<String> HARMLESS = List.of(
            "select 1",
            "select 'commit'",
            "select \"begin\" from (select 1 as \"begin\")",
            "select [vacuum] , `end` from (select 1 as [vacuum], 2 as `end`)",
            "select 1 as pragma_ , ';'",
            "select $a(') , :b , 'x'",
            "values (1), ('pragma query_only = on')",
            "with x as (select 1) select * from x",
            "insert into note(text) values ('pragma; commit')",
            "update note set text = 'attach' where 0",
            "delete from note where 0",
            "create table if not exists note(id)",
            "analyze note",
            "reindex note",
            "select * from pragma_table_info('note')",
            "select query_only from pragma_query_only",
            "create temp trigger t after insert on note begin select 1; delete from note where 0; end");

    private static final List<String> SPACES = List.of(
            " ", "\t", "\n", "\f", "\r", "-- c\n", "/* c */", "/**/", "/*/ ; */", "/* ' */", "-- ' \" [ ;\n", "\n\n");
    private static final List<String> BEFORE =
            List.of("", "", ";", ";;", "\uFEFF", "\u000b", "\u2003", "(", "'", "--", "/*");
    private static final List<String> AFTER = List.of(
            "", "", "", ";", " ; ", "-- end", "/* end", "; select 1", "; commit", ";\uFEFFcommit", "\u0000", "')");
    private static final List<String> EXPLAINS =
            List.of("", "", "", "explain ", "explain query plan ", "explain explain ");

    /** Pragmas that are work, and not settings, that are of the transaction, or of the process. */
    private static final Set<String> NOT_ASKED = Set.of(
            "case_sensitive_like",
            "compile_options",
            "data_version",
            "defer_foreign_keys",
            "foreign_key_check",
            "freelist_count",
            "function_list",
            "hard_heap_limit",
            "incremental_vacuum",
            "integrity_check",
            "module_list",
            "optimize",
            "page_count",
            "quick_check",
            "schema_version",
            "shrink_memory",
            "soft_heap_limit",
            "table_list",
            "temp_store_directory",
            "user_version",
            "wal_checkpoint");

    @TempDir
    Path folder;

    private SQLiteConnection connection;
    private CachedConnection cached;
    private List<String> pragmas;
    private boolean isReader;

    @BeforeEach
    void create() throws SQLException {
        connect();
        cached.runOnce("create table note(id integer primary key, text text)");
        pragmas = texts("select name from pragma_pragma_list");
        assertThat(pragmas).contains("query_only", "table_info").hasSizeGreaterThan(50);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void connect() throws SQLException {
        connection = (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("app.db"));
        connection.getConnectionConfig().setAutoCommit(false);
        cached = new CachedConnection(connection);
        cached.runOnce("pragma journal_mode = wal");
    }

    @Test
    void of_texts_of_all_kinds_it_refuses_what_changes_the_connection_and_takes_what_does_not(Random random)
            throws SQLException {
        int changing = 0;
        int harmless = 0;
        for (int round = 0; round < ROUNDS; round++) {
            boolean isHarmless = random.nextBoolean();
            isReader = random.nextBoolean();
            String core = anyOf(EXPLAINS, random) + anyOf(isHarmless ? HARMLESS : CHANGING, random);
            String after = anyOf(AFTER, random);
            String sql = anyOf(BEFORE, random) + spaced(core, random) + after;
            begin();
            if (changes(sql)) {
                changing++;
                assertThat(refusal(sql))
                        .as("it changes the connection: %s", shown(sql))
                        .isNotNull();
            } else if (isHarmless && compiles(sql) && !after.contains("commit") && !after.equals("\u0000")) {
                harmless++;
                assertThat(refusal(sql))
                        .as("it changes nothing: %s", shown(sql))
                        .isNull();
            }
        }
        assertThat(changing).as("texts that change the connection").isGreaterThan(ROUNDS / 20);
        assertThat(harmless).as("texts that change nothing").isGreaterThan(ROUNDS / 20);
    }

    @Test
    void every_pragma_that_changes_something_is_refused_with_explain_as_well() throws SQLException {
        List<String> effective = new ArrayList<>();
        for (String pragma : pragmas) {
            for (String value : List.of("0", "1", "2")) {
                for (String explain : List.of("", "explain ")) {
                    String sql = explain + "pragma " + pragma + "=" + value;
                    for (boolean reader : new boolean[] {true, false}) {
                        isReader = reader;
                        begin();
                        if (!isHeapLimit(pragma) && changes(sql)) {
                            effective.add(sql);
                            assertThat(refusal(sql)).as(sql).contains("not allowed");
                        }
                    }
                }
            }
        }
        assertThat(effective)
                .contains("explain pragma query_only=0", "pragma query_only=1", "explain pragma threads=2");
    }

    /** They are of the process. */
    private static boolean isHeapLimit(String pragma) {
        return pragma.endsWith("heap_limit");
    }

    @Test
    void no_pragma_changes_anything_as_a_function_so_that_none_is_refused() throws SQLException {
        int known = 0;
        for (String pragma : pragmas) {
            for (String argument : List.of("", "(0)", "(1)", "('note')", "(65535)")) {
                String sql = "select * from pragma_" + pragma + argument;
                for (boolean reader : new boolean[] {true, false}) {
                    isReader = reader;
                    begin();
                    known += compiles(sql) ? 1 : 0;
                    assertThat(changes(sql)).as(sql).isFalse();
                    assertThat(refusal(sql)).as(sql).isNull();
                }
            }
        }
        assertThat(known).isGreaterThan(pragmas.size());
    }

    @Test
    void what_only_the_driver_understands_is_refused() {
        for (String sql : List.of("backup to 'x'", "BACKUP main TO x", "restore from x", "Restore main from 'x'")) {
            assertThat(refusal(sql)).as(sql).contains("not allowed");
        }
    }

    /** The state in which a caller's statement finds the connection. */
    private void begin() throws SQLException {
        if (cached.isInTransaction()) {
            cached.runOnce("rollback");
        }
        cached.runOnce("pragma query_only = " + isReader);
        if (!isReader) {
            cached.runOnce("begin immediate");
        }
    }

    /** Whether compiling or running it changes more than what is stored; then there is a new connection. */
    private boolean changes(String sql) throws SQLException {
        String before = state();
        compiles(sql);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql); // SQLite's own loop over all statements of the text
        } catch (SQLException e) {
            // SQLite refuses it
        }
        if (state().equals(before)) {
            return false;
        }
        connection.close();
        connect();
        return true;
    }

    /** Whether SQLite accepts it; the driver breaks if it is asked that of a text without a statement. */
    private boolean compiles(String sql) {
        if (SqlScript.statements(sql).isEmpty()) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.getParameterMetaData().getParameterCount() >= 0;
        } catch (SQLException e) {
            return false;
        }
    }

    private String state() throws SQLException {
        List<String> state = new ArrayList<>(List.of("in transaction: " + cached.isInTransaction()));
        try (Statement statement = connection.createStatement()) {
            for (String pragma : pragmas) {
                if (!NOT_ASKED.contains(pragma)
                        && !pragma.endsWith("_list")
                        && !pragma.contains("_info")
                        && !pragma.contains("_xinfo")) {
                    try (ResultSet row = statement.executeQuery("pragma " + pragma)) {
                        state.add(pragma + '=' + (row.next() ? row.getString(1) : ""));
                    }
                }
            }
        }
        state.addAll(texts("select name from pragma_database_list where name <> 'temp'"));
        return String.join("\n", state);
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    private String refusal(String sql) {
        try {
            (isReader ? SqlGuard.READER : SqlGuard.WRITER).all(sql);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String anyOf(List<String> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The text with other white space, and words in another case. */
    private static String spaced(String text, Random random) {
        StringBuilder result = new StringBuilder();
        boolean isUpper = random.nextBoolean();
        for (String word : text.split(" ")) {
            for (int i = result.length() == 0 ? random.nextInt(2) : random.nextInt(2) + 1; i > 0; i--) {
                result.append(anyOf(SPACES, random));
            }
            result.append(isUpper && word.matches("[a-z_]+") ? word.toUpperCase(java.util.Locale.ROOT) : word);
        }
        return result.toString();
    }

    private static String shown(String sql) {
        return sql.replace("\n", "\\n")
                .replace("\u0000", "\\0")
                .replace("\uFEFF", "\\uFEFF")
                .replace("\u000b", "\\v");
    }
}
