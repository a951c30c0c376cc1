package io.litestack.core.spi.sql;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the text of a plain INSERT or REPLACE says of the ids that its rows get.
 *
 * @param schema the schema that the text names, such as {@code main}, or null
 * @param table the table's name, without its quotes
 * @param mayUpdate whether it has a {@code DO UPDATE}, so that the last row that it changed may be an old one
 */
public record SqlInsert(@Nullable String schema, String table, boolean mayUpdate) {
    /**
     * Tells of the table that {@code ?1} names, in the schema {@code ?2} or where SQLite finds it first, whether its rows
     * have ids: one row with 1 or 0, or no row if there is no such table.
     */
    public static final String HAS_ROW_IDS = """
            SELECT wr = 0 AND type <> 'view' FROM pragma_table_list(?1) WHERE ?2 IS NULL OR schema = ?2 COLLATE NOCASE
            ORDER BY schema <> 'temp', schema <> 'main' LIMIT 1""";

    /**
     * Reads a text.
     *
     * @param sql one SQL statement
     * @return what it says, or empty if it does not begin with INSERT or REPLACE, behind a WITH clause or without one
     */
    public static Optional<SqlInsert> of(String sql) {
        SqlTokens tokens = new SqlTokens(sql);
        do {
            if (!tokens.next()) {
                return Optional.empty();
            }
        } while (tokens.first() == ';');
        if (word(tokens).equals("WITH") && !skipCommonTables(tokens)) {
            return Optional.empty();
        }
        String first = word(tokens);
        if (!(first.equals("INSERT") || first.equals("REPLACE")) || !skipTo("INTO", tokens) || !tokens.next()) {
            return Optional.empty();
        }
        String schema = null;
        String table = name(tokens);
        boolean isMore = tokens.next();
        if (isMore && tokens.first() == '.' && tokens.next()) {
            schema = table;
            table = name(tokens);
            isMore = tokens.next();
        }
        return Optional.of(new SqlInsert(schema, table, isMore && mayUpdate(tokens)));
    }

    /** To the word after the last parenthesis of a WITH clause: other than AS and a comma, it is what the statement does. */
    private static boolean skipCommonTables(SqlTokens tokens) {
        int depth = 0;
        boolean isBehindTable = false;
        while (tokens.next()) {
            char c = tokens.first();
            if (isBehindTable && tokens.isWord() && !word(tokens).equals("AS")) {
                return true;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            isBehindTable = c == ')' && depth == 0;
        }
        return false;
    }

    private static boolean skipTo(String word, SqlTokens tokens) {
        while (tokens.next()) {
            if (word(tokens).equals(word)) {
                return true;
            }
        }
        return false;
    }

    /** UPDATE is a reserved word: after DO it is never a name. */
    private static boolean mayUpdate(SqlTokens tokens) {
        boolean isAfterDo = false;
        do {
            String word = word(tokens);
            if (isAfterDo && word.equals("UPDATE")) {
                return true;
            }
            isAfterDo = word.equals("DO");
        } while (tokens.next());
        return false;
    }

    private static String word(SqlTokens tokens) {
        return tokens.isWord() ? tokens.text().toUpperCase(Locale.ROOT) : "";
    }

    private static String name(SqlTokens tokens) {
        return tokens.name();
    }
}
