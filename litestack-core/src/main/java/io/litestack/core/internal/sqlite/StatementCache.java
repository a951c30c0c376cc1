package io.litestack.core.internal.sqlite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements that a connection keeps for their next use; the least recently used go first. They are bounded in
 * number and in the length of their texts: what SQLite compiles from a text takes some ten times as much room as the text, and
 * each connection has its own.
 */
final class StatementCache {
    private static final int MOST_STATEMENTS = 256;
    private static final int MOST_CHARS = 256 << 10;

    /** A text so long is rarely run again; statements of all others would have to go for it. */
    private static final int LONGEST_TEXT = 32 << 10;

    private final Map<String, PreparedSql> statements = new LinkedHashMap<>(64, 0.75f, true);
    private int chars;

    @Nullable
    PreparedSql get(String sql) {
        return statements.get(sql);
    }

    /**
     * Keeps a statement, unless its text is too long.
     *
     * @return the statements that had to go for it and are not in use: the caller closes them
     */
    List<PreparedSql> keep(PreparedSql statement) {
        return statement.sql.length() > LONGEST_TEXT ? List.of() : keepAnyLength(statement);
    }

    /** As {@link #keep}, however long the text is. */
    List<PreparedSql> keepAnyLength(PreparedSql statement) {
        statement.kept = true;
        statements.put(statement.sql, statement);
        chars += statement.sql.length();
        if (isWithinBounds()) {
            return List.of();
        }
        List<PreparedSql> unused = new ArrayList<>();
        var eldest = statements.values().iterator();
        while (!isWithinBounds() && statements.size() > 1) {
            PreparedSql out = eldest.next();
            eldest.remove();
            chars -= out.sql.length();
            out.kept = false;
            if (!out.inUse) {
                unused.add(out);
            }
        }
        return unused;
    }

    private boolean isWithinBounds() {
        return statements.size() <= MOST_STATEMENTS && chars <= MOST_CHARS;
    }

    void remove(PreparedSql statement) {
        if (statements.remove(statement.sql, statement)) {
            chars -= statement.sql.length();
        }
        statement.kept = false;
    }

    /** Forgets all statements and returns them: the caller closes them. */
    List<PreparedSql> clear() {
        List<PreparedSql> all = new ArrayList<>(statements.values());
        statements.clear();
        chars = 0;
        all.forEach(it -> it.kept = false);
        return all;
    }

    int size() {
        return statements.size();
    }

    /** The length of all texts. */
    int chars() {
        return chars;
    }
}
