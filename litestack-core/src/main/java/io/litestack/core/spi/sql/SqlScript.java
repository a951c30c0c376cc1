package io.litestack.core.spi.sql;

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
     * @param words its first tokens in upper case, as far as they are words; an empty text stands for what is none
     */
    public record Statement(String text, int line, List<String> words) {
        /**
         * Returns its first word.
         *
         * @return the word in upper case, such as {@code SELECT}; empty if it begins with something else
         */
        public String keyword() {
            return wordOf(words, 0);
        }

        /**
         * Returns its second word.
         *
         * @return the word in upper case, or empty
         */
        public String argument() {
            return wordOf(words, 1);
        }

        /**
         * Returns the first word of what it runs or, with EXPLAIN, explains: SQLite compiles that in both cases.
         *
         * @return the word in upper case, or empty
         */
        public String compiledKeyword() {
            return wordOf(words, explaining(words));
        }

        /**
         * Returns the word after {@link #compiledKeyword}.
         *
         * @return the word in upper case, or empty
         */
        public String compiledArgument() {
            return wordOf(words, explaining(words) + 1);
        }
    }

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
        int create = explaining(words);
        return wordOf(words, create).equals("CREATE")
                && (wordOf(words, create + 1).equals("TRIGGER")
                        || (wordOf(words, create + 1).startsWith("TEMP")
                                && wordOf(words, create + 2).equals("TRIGGER")));
    }

    private void endStatement() {
        if (start >= 0) {
            int line = 1
                    + (int) sql.substring(0, start)
                            .chars()
                            .filter(it -> it == '\n')
                            .count();
            String text = sql.substring(start, tokens.start()).strip();
            found.add(new Statement(text, line, List.copyOf(words)));
        }
        start = -1;
        words.clear();
        afterSemicolon = false;
        afterEnd = false;
    }

    /** How many words {@code EXPLAIN} or {@code EXPLAIN QUERY PLAN} are, 0 if it is neither. */
    private static int explaining(List<String> words) {
        if (!wordOf(words, 0).equals("EXPLAIN")) {
            return 0;
        }
        return wordOf(words, 1).equals("QUERY") && wordOf(words, 2).equals("PLAN") ? 3 : 1;
    }

    private static String wordOf(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }
}
