package io.litestack.core.spi.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a text shows of one statement without being compiled: found in one walk over its tokens.
 *
 * @param parameterCount how many values it takes
 * @param mayWrite whether a word shows that it may change rows, though it begins as a query does ({@code WITH … INSERT})
 * @param hasReturning whether it has a RETURNING clause
 * @param isOneRow whether it is an INSERT of one row of values, as far as that can be seen
 * @param lastName its last token as a name, without quotes
 * @param end where its last token ends that is no semicolon
 * @param calls the functions it calls that answer from the state of the connection, in their order
 * @param isOnlyCalls whether it is a SELECT of such calls and of nothing else
 */
public record SqlOutline(
        int parameterCount,
        boolean mayWrite,
        boolean hasReturning,
        boolean isOneRow,
        String lastName,
        int end,
        List<Call> calls,
        boolean isOnlyCalls) {
    private static final Set<String> WRITES = Set.of("INSERT", "UPDATE", "DELETE");
    private static final Set<String> CONNECTION_FUNCTIONS = Set.of("LAST_INSERT_ROWID", "CHANGES", "TOTAL_CHANGES");

    /**
     * One call of a function that answers from the state of the connection.
     *
     * @param name its name in upper case
     * @param start where it begins in the text
     * @param end where it ends
     * @param isColumn whether it is a column of the result as it stands, which gets its text as its name
     */
    public record Call(String name, int start, int end, boolean isColumn) {}

    /**
     * Reads a text.
     *
     * @param sql one SQL statement
     * @return what it shows
     */
    public static SqlOutline of(String sql) {
        return new Walk(sql).outline();
    }

    /** The walk over the tokens. */
    private static final class Walk {
        private final String sql;
        private final SqlTokens tokens;
        private final Set<String> names = new HashSet<>();
        private final List<Call> calls = new ArrayList<>();
        private int parameters;
        private boolean writes;
        private boolean returns;
        private boolean hasValues;
        private boolean isInValues;
        private int rows;
        private boolean hasOther;
        private int depth;
        private boolean isInColumns;
        private boolean isAtColumn;
        private String before = "";
        private String lastName = "";
        private int end;
        private int endBefore = -1;

        Walk(String sql) {
            this.sql = sql;
            this.tokens = new SqlTokens(sql);
        }

        SqlOutline outline() {
            boolean isMore = tokens.next();
            while (isMore) {
                isMore = step();
            }
            boolean isOnlyCalls =
                    !calls.isEmpty() && !hasOther && calls.stream().allMatch(Call::isColumn);
            return new SqlOutline(
                    parameters,
                    writes,
                    returns,
                    hasValues && rows == 1,
                    lastName,
                    end,
                    List.copyOf(calls),
                    isOnlyCalls);
        }

        /** Takes one token; returns whether there is another. */
        private boolean step() {
            char first = tokens.first();
            String word = tokens.isWord() ? tokens.text().toUpperCase(Locale.ROOT) : "";
            int start = tokens.start();
            int end = tokens.end();
            parameter(first, word);
            if (first != ';') {
                lastName = tokens.name();
                this.end = end;
            }
            boolean isMore;
            if (CONNECTION_FUNCTIONS.contains(word)) {
                isMore = call(word, start);
            } else {
                keyword(word);
                punctuation(first);
                isMore = tokens.next();
            }
            before = first == '?' ? "?" : word;
            endBefore = end;
            return isMore;
        }

        private void parameter(char first, String word) {
            if (first == '?') {
                parameters++;
            } else if (before.equals("?") && tokens.start() == endBefore && isNumber(word)) {
                parameters = Math.max(parameters - 1, Integer.parseInt(word));
            } else if (tokens.isNamedParameter() && names.add(tokens.text())) {
                parameters++;
            }
        }

        private static boolean isNumber(String word) {
            return !word.isEmpty() && word.length() < 7 && word.chars().allMatch(it -> it >= '0' && it <= '9');
        }

        private void keyword(String word) {
            writes |= WRITES.contains(word) || (word.equals("INTO") && before.equals("REPLACE"));
            returns |= word.equals("RETURNING");
            if (depth == 0) {
                hasValues |= word.equals("VALUES");
                isInValues = word.equals("VALUES") || (isInValues && word.isEmpty());
                isInColumns = word.equals("SELECT") || (isInColumns && word.isEmpty());
                isAtColumn = word.equals("SELECT");
                hasOther |= !word.isEmpty() && !word.equals("SELECT");
            }
        }

        private void punctuation(char first) {
            if (first == '(') {
                rows += depth == 0 && isInValues ? 1 : 0;
                depth++;
                hasOther = true;
            } else if (first == ')') {
                depth--;
            } else if (first == ',' && depth == 0) {
                isAtColumn = isInColumns;
            } else if (first != ';' && !tokens.isWord()) {
                hasOther = true;
            }
        }

        /** After the name of such a function; it is none if there are no parentheses behind it, with nothing in them. */
        private boolean call(String name, int start) {
            boolean mayBeColumn = isAtColumn && depth == 0;
            isAtColumn = false;
            if (!tokens.next()) {
                hasOther = true;
                return false;
            }
            if (tokens.first() != '(') {
                hasOther = true;
                return true;
            }
            if (!tokens.next()) {
                return false;
            }
            if (tokens.first() != ')') {
                depth++;
                hasOther = true;
                return true;
            }
            int end = tokens.end();
            this.end = end;
            boolean isMore = tokens.next();
            boolean isEnd = !isMore || tokens.first() == ',' || tokens.first() == ';' || isFrom();
            calls.add(new Call(name, start, end, mayBeColumn && isEnd));
            return isMore;
        }

        private boolean isFrom() {
            return tokens.isWord() && sql.regionMatches(true, tokens.start(), "FROM", 0, 4);
        }
    }
}
