package io.litestack.core.internal;

import io.litestack.core.spi.SqlScript;
import java.util.List;
import java.util.Set;

/**
 * What SQL text a caller may run inside a transaction that is not his to end: anything but the statements that would end
 * or change the transaction, the connection or the file, and but the driver's own {@code backup} and {@code restore}.
 */
enum SqlGuard {
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
        List<SqlScript.Statement> statements = SqlScript.statements(sql);
        if (statements.size() != 1) {
            throw new IllegalArgumentException("expected one SQL statement, but found " + statements.size() + ": \""
                    + abbreviate(sql) + "\"; run them one by one");
        }
        check(statements.get(0));
        return statements.get(0);
    }

    /**
     * Checks that every statement of the text is allowed.
     *
     * @throws IllegalArgumentException if not
     */
    void all(String sql) {
        SqlScript.statements(sql).forEach(this::check);
    }

    private void check(SqlScript.Statement statement) {
        String keyword = statement.keyword();
        if (REFUSED.contains(keyword)) {
            throw new IllegalArgumentException(
                    keyword + " is not allowed here: the store begins and ends its transactions"
                            + " itself (use Store.write, a nested write for a savepoint, or an exception to roll back)");
        }
        if (keyword.equals("PRAGMA") && !pragmas.contains(statement.argument())) {
            throw new IllegalArgumentException("PRAGMA " + statement.argument()
                    + " is not allowed here: the store's settings are fixed by its StoreConfig");
        }
    }

    static String abbreviate(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 197) + "...";
    }
}
