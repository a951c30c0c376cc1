package io.litestack.core.spi.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What only the text of a CREATE INDEX says, and no pragma of SQLite: the expressions that it is on, and of which rows.
 *
 * @param terms its columns or expressions in their order, as they are written, with COLLATE, ASC and DESC
 * @param condition what stands behind WHERE, or null if it holds all rows
 */
public record SqlIndexText(List<String> terms, @Nullable String condition) {
    /**
     * Reads a text.
     *
     * @param sql a CREATE INDEX as {@code sqlite_schema} has it, or null for an index that a constraint made
     * @return what it says
     */
    public static SqlIndexText of(@Nullable String sql) {
        List<String> terms = new ArrayList<>();
        if (sql == null) {
            return new SqlIndexText(terms, null);
        }
        SqlTokens tokens = new SqlTokens(sql);
        int depth = 0;
        int start = 0;
        while (tokens.next()) {
            char first = tokens.first();
            if (first == '(' && depth++ == 0) {
                start = tokens.end();
            } else if ((first == ')' && --depth == 0) || (first == ',' && depth == 1)) {
                terms.add(sql.substring(start, tokens.start()).strip());
                start = tokens.end();
            } else if (depth == 0 && !terms.isEmpty() && isWhere(tokens)) {
                return new SqlIndexText(
                        List.copyOf(terms), sql.substring(tokens.end()).strip());
            }
        }
        return new SqlIndexText(List.copyOf(terms), null);
    }

    private static boolean isWhere(SqlTokens tokens) {
        return tokens.isWord() && tokens.text().toUpperCase(Locale.ROOT).equals("WHERE");
    }
}
