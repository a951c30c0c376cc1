package io.litestack.core.spi;

/**
 * Walks over SQL text token by token, as SQLite would. White space and comments are skipped; strings, quoted names and
 * words are one token each, everything else is a token of one character.
 */
final class SqlTokens {
    /** White space to SQLite where a word could begin. */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String sql;
    private int start;
    private int end;

    SqlTokens(String sql) {
        this.sql = sql;
    }

    /** Goes to the next token; false if there is none. */
    boolean next() {
        start = end;
        while (start < sql.length() && skip()) {
            // white space and comments
        }
        end = start;
        if (start >= sql.length()) {
            return false;
        }
        char c = sql.charAt(start);
        if (isWordPart(c)) {
            while (end < sql.length() && isWordPart(sql.charAt(end))) {
                end++;
            }
        } else if (c == '\'' || c == '"' || c == '`') {
            end = afterQuoted(c);
        } else {
            end = c == '[' ? after("]", start) : start + 1;
        }
        return true;
    }

    /** Where the token begins; the end of the text after the last one. */
    int start() {
        return start;
    }

    /** Where the token ends. */
    int end() {
        return end;
    }

    char first() {
        return sql.charAt(start);
    }

    /** Whether the token is a word, a number, or a name without quotes. */
    boolean isWord() {
        return isWordPart(first());
    }

    String text() {
        return sql.substring(start, end);
    }

    /** Steps over one stretch of white space or one comment at {@code start}; false if there is none. */
    private boolean skip() {
        char c = sql.charAt(start);
        if (Character.isWhitespace(c) || c == BYTE_ORDER_MARK) {
            start++;
        } else if (sql.startsWith("--", start)) {
            start = after("\n", start);
        } else if (sql.startsWith("/*", start)) {
            start = after("*/", start + 2);
        } else {
            return false;
        }
        return true;
    }

    private int afterQuoted(char quote) {
        int at = start + 1;
        while (at < sql.length()) {
            if (sql.charAt(at++) == quote) {
                if (at >= sql.length() || sql.charAt(at) != quote) {
                    return at;
                }
                at++;
            }
        }
        return at;
    }

    private int after(String mark, int from) {
        int at = sql.indexOf(mark, from);
        return at < 0 ? sql.length() : at + mark.length();
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }
}
