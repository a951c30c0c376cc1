package io.litestack.core.spi.sql;

/**
 * Walks over SQL text token by token, as SQLite does: where its tokenizer sees one string, one comment or one parameter, so
 * does this, or a text could hide a second statement from us. White space and comments are skipped; strings, quoted names,
 * words and parameters are one token each, everything else is a token of one character.
 */
final class SqlTokens {
    /** All that is white space to SQLite; what Java takes for some more is an error there, or part of a name. */
    private static final String WHITE_SPACE = " \t\n\f\r";

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
        if (isParameterMark(c)) {
            end = afterParameter();
        } else if (isWordPart(c)) {
            end = afterWord(start);
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
        return isWordPart(first()) && first() != '$';
    }

    /** Whether the token is a parameter with a name, such as {@code :name}. */
    boolean isNamedParameter() {
        return isParameterMark(first()) && end > start + 1;
    }

    String text() {
        return sql.substring(start, end);
    }

    /** The token as a name, without its quotes. */
    String name() {
        String text = text();
        char quote = text.charAt(0);
        if (quote == '[') {
            return text.substring(1, text.endsWith("]") ? text.length() - 1 : text.length());
        } else if ((quote == '"' || quote == '`' || quote == '\'') && text.length() > 1) {
            String mark = String.valueOf(quote);
            return text.substring(1, text.length() - 1).replace(mark + mark, mark);
        }
        return text;
    }

    /** Steps over one stretch of white space or one comment at {@code start}; false if there is none. */
    private boolean skip() {
        char c = sql.charAt(start);
        if (WHITE_SPACE.indexOf(c) >= 0 || c == BYTE_ORDER_MARK) {
            start++;
        } else if (sql.startsWith("--", start)) {
            start = after("\n", start);
        } else if (sql.startsWith("/*", start) && start + 2 < sql.length()) {
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

    private int afterWord(int from) {
        int at = from;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Behind {@code :name}, {@code $ns::name} or {@code $array(index)}, the two last of which are Tcl's. */
    private int afterParameter() {
        int at = start + 1;
        int after = afterWord(at);
        boolean isNamed = false;
        while (after > at || sql.startsWith("::", at)) {
            isNamed |= after > at;
            at = after > at ? after : at + 2;
            after = afterWord(at);
        }
        return isNamed && at < sql.length() && sql.charAt(at) == '(' ? afterIndex(at + 1) : at;
    }

    private int afterIndex(int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != ')' && !isSpaceInIndex(sql.charAt(at))) {
            at++;
        }
        return at < sql.length() && sql.charAt(at) == ')' ? at + 1 : at;
    }

    private static boolean isSpaceInIndex(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private int after(String mark, int from) {
        int at = sql.indexOf(mark, from);
        return at < 0 ? sql.length() : at + mark.length();
    }

    private static boolean isParameterMark(char c) {
        return c == ':' || c == '@' || c == '$' || c == '#';
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c > 127;
    }
}
