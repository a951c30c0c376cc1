package io.litestack.core.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits SQL text into its statements, as SQLite would: at semicolons outside strings, quoted names, comments and the
 * bodies of triggers. (The rule for triggers is that of {@code sqlite3_complete()}: the body ends at {@code ; END ;}.)
 */
public final class SqlScript {
    /**
     * One statement of a script.
     *
     * @param text its text, without the closing semicolon
     * @param line the line on which it begins, from 1
     * @param keyword its first word in upper case, such as {@code SELECT}; empty if it begins with something else
     * @param argument its second word in upper case, or empty
     */
    public record Statement(String text, int line, String keyword, String argument) {}

    /** So many words tell a trigger: {@code EXPLAIN QUERY PLAN CREATE TEMP TRIGGER}. */
    private static final int FIRST_WORDS = 6;

    private final String sql;
    private final SqlTokens tokens;
    private final List<Statement> found = new ArrayList<>();

    private int start = -1;
    private final List<String> words = new ArrayList<>(FIRST_WORDS);
    private boolean afterSemicolon;
    private boolean afterEnd;

    private SqlScript(String sql) {
        this.sql = sql;
        this.tokens = new SqlTokens(sql);
    }

    /**
     * Splits a text.
     *
     * @param sql any number of statements
     * @return the statements in order; those that hold nothing but white space and comments are left out
     */
    public static List<Statement> statements(String sql) {
        SqlScript script = new SqlScript(sql);
        script.scan();
        return script.found;
    }

    private void scan() {
        while (tokens.next()) {
            if (tokens.first() == ';') {
                semicolon();
            } else {
                token();
            }
        }
        endStatement();
    }

    private void token() {
        if (start < 0) {
            start = tokens.start();
        }
        String word = tokens.isWord() ? tokens.text().toUpperCase(Locale.ROOT) : "";
        if (words.size() < FIRST_WORDS) {
            words.add(word);
        }
        afterEnd = afterSemicolon && word.equals("END");
        afterSemicolon = false;
    }

    private void semicolon() {
        if (!isTrigger() || afterEnd) {
            endStatement();
        }
        afterSemicolon = true;
    }

    private boolean isTrigger() {
        int create = word(0).equals("EXPLAIN") ? (word(1).equals("QUERY") ? 3 : 1) : 0;
        return word(create).equals("CREATE")
                && (word(create + 1).equals("TRIGGER")
                        || (word(create + 1).startsWith("TEMP")
                                && word(create + 2).equals("TRIGGER")));
    }

    private void endStatement() {
        if (start >= 0) {
            int line = 1
                    + (int) sql.substring(0, start)
                            .chars()
                            .filter(it -> it == '\n')
                            .count();
            String text = sql.substring(start, tokens.start()).strip();
            found.add(new Statement(text, line, word(0), word(1)));
        }
        start = -1;
        words.clear();
        afterSemicolon = false;
        afterEnd = false;
    }

    private String word(int index) {
        return index < words.size() ? words.get(index) : "";
    }
}
