package io.litestack.examples.importer;

/**
 * Follows the quotes through the text of one CSV row, to tell whether the row goes on in the next line.
 *
 * <p>The rules are those of RFC 4180 as commons-csv reads them: a quote opens a field only as its first character; inside,
 * two quotes are one; after the closing quote only blanks may come before the delimiter.
 */
final class QuoteScanner {
    private enum State {
        FIELD_START,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED,
        CLOSED,
        BROKEN
    }

    private final char delimiter;
    private State state = State.FIELD_START;

    QuoteScanner(char delimiter) {
        this.delimiter = delimiter;
    }

    /** Reads one more line of the row. */
    void feed(String line) {
        for (int i = 0; i < line.length() && state != State.BROKEN; i++) {
            state = after(line.charAt(i));
        }
    }

    /** Whether a quote is open, so that the next line belongs to the row as well. */
    boolean isOpen() {
        return state == State.QUOTED;
    }

    /** Whether a closing quote was followed by something else than a delimiter. */
    boolean isBroken() {
        return state == State.BROKEN;
    }

    private State after(char c) {
        return switch (state) {
            case FIELD_START -> c == '"' ? State.QUOTED : afterPlain(c);
            case PLAIN -> afterPlain(c);
            case QUOTED -> c == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
            case QUOTE_IN_QUOTED -> c == '"' ? State.QUOTED : afterClosed(c);
            case CLOSED -> afterClosed(c);
            case BROKEN -> State.BROKEN;
        };
    }

    private State afterPlain(char c) {
        return endsField(c) ? State.FIELD_START : State.PLAIN;
    }

    private State afterClosed(char c) {
        if (endsField(c)) {
            return State.FIELD_START;
        }
        return Character.isWhitespace(c) ? State.CLOSED : State.BROKEN;
    }

    private boolean endsField(char c) {
        return c == delimiter || c == '\n' || c == '\r';
    }
}
