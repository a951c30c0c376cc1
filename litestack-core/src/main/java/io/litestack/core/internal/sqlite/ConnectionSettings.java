package io.litestack.core.internal.sqlite;

import io.litestack.core.spi.sql.SqlScript;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches the settings of one connection while statements run on it that might change them. The guard lets no such statement
 * pass that it knows; this is for what a newer SQLite may know.
 *
 * <p>It costs nothing as long as there are only statements of the usual kinds. Before the first other one the settings are
 * read, and read again when the borrower of the connection is done.
 */
public final class ConnectionSettings {
    /** The kinds of statements that read or change what is stored, and nothing else. */
    private static final Set<String> USUAL = Set.of(
            "SELECT", "VALUES", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "ANALYZE",
            "REINDEX");

    private static final String PRAGMA_FUNCTION = "pragma_";

    /** Pragmas that are known to change nothing when they are called as functions: what reads the schema uses them much. */
    private static final Set<String> LOOKS = Set.of(
            "table_info",
            "table_xinfo",
            "table_list",
            "index_list",
            "index_info",
            "index_xinfo",
            "foreign_key_list",
            "foreign_key_check",
            "database_list",
            "collation_list",
            "function_list",
            "module_list",
            "compile_options",
            "integrity_check",
            "quick_check",
            "user_version",
            "page_count",
            "foreign_keys");

    /** All but {@code foreign_keys}, which nothing changes inside a transaction, and which the store itself switches. */
    private static final List<String> WATCHED = List.of(
            "query_only",
            "synchronous",
            "journal_mode",
            "locking_mode",
            "wal_autocheckpoint",
            "busy_timeout",
            "trusted_schema",
            "writable_schema",
            "ignore_check_constraints",
            "recursive_triggers",
            "read_uncommitted",
            "reverse_unordered_selects",
            "legacy_alter_table",
            "cell_size_check",
            "automatic_index",
            "checkpoint_fullfsync",
            "fullfsync",
            "short_column_names",
            "full_column_names",
            "count_changes",
            "empty_result_callbacks",
            "secure_delete",
            "cache_size",
            "cache_spill",
            "mmap_size",
            "temp_store",
            "threads",
            "analysis_limit",
            "max_page_count");

    private final CachedConnection connection;
    private @Nullable String expected;
    private boolean isDue;

    ConnectionSettings(CachedConnection connection) {
        this.connection = connection;
    }

    /** Whether a statement, which has passed the guard, may change more than what is stored. */
    static boolean mayChange(SqlScript.Statement text) {
        return !USUAL.contains(text.compiledKeyword()) || containsPragmaFunction(text.text());
    }

    private static boolean containsPragmaFunction(String sql) {
        for (int i = sql.indexOf('_'); i >= 0; i = sql.indexOf('_', i + 1)) {
            int start = i + 1 - PRAGMA_FUNCTION.length();
            if (start >= 0
                    && sql.regionMatches(true, start, PRAGMA_FUNCTION, 0, PRAGMA_FUNCTION.length())
                    && !LOOKS.contains(wordAt(sql, i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static String wordAt(String sql, int start) {
        int end = start;
        while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
            end++;
        }
        return sql.substring(start, end).toLowerCase(Locale.ROOT);
    }

    /** Called before such a statement is compiled or runs. */
    public void watch() throws SQLException {
        if (expected == null) {
            expected = read();
        }
        isDue = true;
    }

    /** Whether the settings are to be compared before the connection has its next user. */
    public boolean isDue() {
        return isDue;
    }

    /** Compares them. */
    public boolean areAsBefore() throws SQLException {
        isDue = false;
        return read().equals(expected);
    }

    private String read() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Statement statement = connection.driver().createStatement()) {
            for (String pragma : WATCHED) {
                try (ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
                    all.append(row.next() ? row.getString(1) : "").append('\n');
                }
            }
            try (ResultSet rows =
                    statement.executeQuery("SELECT name FROM pragma_database_list WHERE name <> 'temp'")) {
                while (rows.next()) {
                    all.append(rows.getString(1)).append('\n');
                }
            }
        }
        return all.toString();
    }
}
