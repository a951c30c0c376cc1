package io.litestack.db.internal;

import io.litestack.core.spi.SqlScript;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a statement's text tells before it runs. */
final class JdbcSql {
    private static final Set<String> ONLY_READS = Set.of("SELECT", "VALUES", "EXPLAIN");
    private static final Pattern WRITES =
            Pattern.compile("\\b(INSERT|UPDATE|DELETE|REPLACE)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern DO_UPDATE = Pattern.compile("\\bDO\\s+UPDATE\\b", Pattern.CASE_INSENSITIVE);
    private static final Set<String> INSERTS = Set.of("INSERT", "REPLACE");

    private JdbcSql() {}

    /** Whether it can run on a reader; in doubt it cannot. */
    static boolean onlyReads(String sql) {
        String keyword = keyword(sql);
        return ONLY_READS.contains(keyword)
                || (keyword.equals("WITH") && !WRITES.matcher(sql).find());
    }

    /** Whether it gives each row that it changes a new id, so that the last one can be told. */
    static boolean onlyInserts(String sql) {
        return INSERTS.contains(keyword(sql)) && !DO_UPDATE.matcher(sql).find();
    }

    private static String keyword(String sql) {
        List<SqlScript.Statement> statements = SqlScript.statements(sql);
        return statements.size() == 1 ? statements.get(0).keyword() : "";
    }
}
