package io.litestack.cable;

/**
 * A place in the log of a cable: after one message and before the next. What was published before it is behind it, on all
 * channels. Immutable; as a text it is {@code <epoch>-<id>}, which a client may keep and send back.
 *
 * <p>Positions of different epochs do not compare: the numbers began anew, since the log was made anew, moved or restored from
 * a copy.
 *
 * @param epoch names the log: 1 to 32 letters and digits
 * @param id the id of the last message before it, or 0 before the first one; ids grow in the order of the commits, and no
 *     number is used twice in an epoch
 */
public record Position(String epoch, long id) {
    private static final int LONGEST_EPOCH = 32;

    /**
     * Checks both.
     *
     * @param epoch see above
     * @param id see above
     * @throws IllegalArgumentException if one of them is out of its bounds
     */
    public Position {
        if (!isEpoch(epoch)) {
            throw new IllegalArgumentException("epoch must be 1 to " + LONGEST_EPOCH + " letters and digits");
        }
        if (id < 0) {
            throw new IllegalArgumentException("id must not be negative, but is " + id);
        }
    }

    private static boolean isEpoch(String text) {
        if (text.isEmpty() || text.length() > LONGEST_EPOCH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= 128 || !Character.isLetterOrDigit(each)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @param text {@code <epoch>-<id>}; it may come from anybody
     * @return the position
     * @throws IllegalArgumentException if it is anything else
     */
    public static Position parse(String text) {
        int dash = text.indexOf('-');
        String digits = text.substring(dash + 1);
        if (dash < 0 || digits.isEmpty() || !digits.chars().allMatch(it -> it >= '0' && it <= '9')) {
            throw new IllegalArgumentException("a position is written <epoch>-<id>, such as x7Kd93-1041");
        }
        try {
            return new Position(text.substring(0, dash), Long.parseLong(digits));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the id of a position must be below 2^63", e);
        }
    }

    /**
     * Writes it as a text.
     *
     * @return {@code <epoch>-<id>}
     */
    @Override
    public String toString() {
        return epoch + '-' + id;
    }
}
