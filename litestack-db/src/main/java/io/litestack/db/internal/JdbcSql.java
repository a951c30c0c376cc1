package io.litestack.db.internal;

import io.litestack.core.spi.sql.SqlInsert;
import io.litestack.core.spi.sql.SqlScript;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a statement's text shows before it runs.
 *
 * @param text the text
 * @param onlyReads whether it can run on a reader; in doubt it cannot
 * @param changesRows whether SQLite counts the rows that it changes; for others it would tell the count of the one before
 * @param changesSchema whether a table may be another one after it
 */
record JdbcSql(String text, boolean onlyReads, boolean changesRows, boolean changesSchema) {
    private static final Set<String> ONLY_READS = Set.of("SELECT", "VALUES", "EXPLAIN");
    private static final Set<String> CHANGES_ROWS = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE", "WITH");
    private static final Set<String> CHANGES_SCHEMA = Set.of("CREATE", "DROP", "ALTER");
    private static final Pattern WRITES =
            Pattern.compile("\\b(INSERT|UPDATE|DELETE|REPLACE)\\b", Pattern.CASE_INSENSITIVE);

    static JdbcSql of(String sql) {
        List<SqlScript.Statement> statements = SqlScript.statements(sql);
        String keyword = statements.size() == 1 ? statements.get(0).keyword() : "";
        boolean isReadingWith = keyword.equals("WITH") && !WRITES.matcher(sql).find();
        return new JdbcSql(
                sql,
                ONLY_READS.contains(keyword) || isReadingWith,
                CHANGES_ROWS.contains(keyword) && !isReadingWith,
                statements.stream().anyMatch(it -> CHANGES_SCHEMA.contains(it.keyword())));
    }

    /** Into which table it inserts, if it can give each row that it changes a new id. */
    Optional<SqlInsert> insert() {
        return SqlInsert.of(text).filter(it -> !it.mayUpdate());
    }
}
