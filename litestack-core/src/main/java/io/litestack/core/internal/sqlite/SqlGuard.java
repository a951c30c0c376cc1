package io.litestack.core.internal.sqlite;

import io.litestack.core.spi.sql.SqlScript;
import io.litestack.core.spi.sql.SqlText;
import java.util.List;
import java.util.Set;

/**
 * What SQL text a caller may run inside a transaction that it does not own: anything but the statements that would end
 * or change the transaction, the connection or the file, and but the driver's own {@code backup} and {@code restore}.
 *
 * <p>A statement that is only explained is judged as if it ran: SQLite carries out most pragmas when it compiles them. Pragmas
 * as functions, {@code pragma_table_info('t')}, are not refused: they can ask for a setting, but not change one.
 */
public enum SqlGuard {
    /** For transactions on the writer. */
    WRITER(Set.of(
            "TABLE_INFO",
            "TABLE_XINFO",
            "TABLE_LIST",
            "INDEX_LIST",
            "INDEX_INFO",
            "INDEX_XINFO",
            "FOREIGN_KEY_LIST",
            "FOREIGN_KEY_CHECK",
            "INTEGRITY_CHECK",
            "QUICK_CHECK",
            "USER_VERSION",
            "DEFER_FOREIGN_KEYS",
            "FUNCTION_LIST",
            "COLLATION_LIST",
            "PAGE_COUNT",
            "FREELIST_COUNT")),

    /** For everything on a reader. */
    READER(Set.of());

    private static final Set<String> REFUSED = Set.of(
            "BEGIN",
            "COMMIT",
            "END",
            "ROLLBACK",
            "SAVEPOINT",
            "RELEASE",
            "ATTACH",
            "DETACH",
            "VACUUM",
            "BACKUP",
            "RESTORE");

    /** So much of a text is shown in messages. */
    private static final int MOST_SHOWN = 200;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> pragmas;

    SqlGuard(Set<String> pragmas) {
        this.pragmas = pragmas;
    }

    /**
     * Checks that the text is one statement, and an allowed one.
     *
     * @throws IllegalArgumentException if not
     */
    SqlScript.Statement one(String sql) {
        SqlText.refuseUnreadable(sql);
        List<SqlScript.Statement> statements = SqlScript.statements(sql);
        if (statements.size() != 1) {
            throw new IllegalArgumentException("expected one SQL statement, but found " + statements.size() + ": \""
                    + abbreviate(sql) + "\"; run them one by one");
        }
        check(statements.get(0));
        return statements.get(0);
    }

    /**
     * Checks that the text holds a statement, and none that is not allowed.
     *
     * @throws IllegalArgumentException if not
     */
    List<SqlScript.Statement> all(String sql) {
        SqlText.refuseUnreadable(sql);
        List<SqlScript.Statement> statements = SqlScript.statements(sql);
        if (statements.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected an SQL statement, but the text holds none: \"" + abbreviate(sql) + '"');
        }
        statements.forEach(this::check);
        return statements;
    }

    private void check(SqlScript.Statement statement) {
        String keyword = statement.compiledKeyword();
        if (REFUSED.contains(keyword)) {
            throw new IllegalArgumentException(
                    keyword + " is not allowed here: the store begins and ends its transactions"
                            + " itself (use Store.write, a nested write for a savepoint, or an exception to roll back)");
        }
        if (keyword.equals("PRAGMA") && !pragmas.contains(statement.compiledArgument())) {
            throw new IllegalArgumentException("PRAGMA " + statement.compiledArgument()
                    + " is not allowed here: the store's settings are fixed by its StoreConfig");
        }
    }

    public static String abbreviate(String sql) {
        String line = sql.substring(0, Math.min(sql.length(), MOST_SHOWN * 10))
                .strip()
                .replaceAll("\\s+", " ");
        boolean isWhole = sql.length() <= MOST_SHOWN * 10 && line.length() <= MOST_SHOWN;
        return isWhole ? line : line.substring(0, Math.min(line.length(), MOST_SHOWN - 3)) + "...";
    }
}
