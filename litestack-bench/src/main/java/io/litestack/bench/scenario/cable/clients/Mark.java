package io.litestack.bench.scenario.cable.clients;

/**
 * What messages to clients hold: 200 characters, which begin with a number and the instant at which the message was due, so that
 * they are found in whatever the server puts around them.
 */
final class Mark {
    /** The due instant of a message of the warm-up. */
    static final long UNCOUNTED = 0;

    /** The due instant of the last message. */
    static final long END = 1;

    private static final String BEGIN = "#:";
    private static final int CHARACTERS = 200;
    private static final String PADDING = ".".repeat(CHARACTERS);

    private Mark() {}

    static String of(long number, long dueNanos) {
        String text = BEGIN + number + ',' + dueNanos + ';';
        return text + PADDING.substring(text.length());
    }

    /** Finds marks in what one client reads, piece by piece. */
    static final class Finder {
        private static final int NUMBER = 2;
        private static final int DUE = 3;

        /** How many characters of the beginning were there, or which field is being read. */
        private int state;

        private long number;
        private long due;

        /** Takes the next byte; returns whether a mark is complete. */
        boolean take(byte next) {
            if (state < NUMBER) {
                state = next == BEGIN.charAt(state) ? state + 1 : next == BEGIN.charAt(0) ? 1 : 0;
                number = 0;
                due = 0;
                return false;
            } else if (next >= '0' && next <= '9') {
                number = state == NUMBER ? number * 10 + next - '0' : number;
                due = state == DUE ? due * 10 + next - '0' : due;
                return false;
            }
            boolean isComplete = state == DUE && next == ';';
            state = state == NUMBER && next == ',' ? DUE : 0;
            return isComplete;
        }

        long number() {
            return number;
        }

        long due() {
            return due;
        }
    }
}
