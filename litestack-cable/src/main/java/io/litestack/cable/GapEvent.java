package io.litestack.cable;

import java.util.Set;

/**
 * Tells a subscriber that it has missed messages for good. Immutable.
 *
 * @param reason why they are missing
 * @param after the last position up to which nothing is missing: where the subscription stood
 * @param resumesAt where it goes on; messages that are still kept between the two are delivered all the same
 * @param channels the channels on which messages are missing, as far as they are known by name; empty if it may be all
 */
public record GapEvent(Reason reason, Position after, Position resumesAt, Set<String> channels) {
    /** Why messages are missing. */
    public enum Reason {
        /** They were kept as long as the configuration says, and are deleted. */
        TRIMMED,
        /** The position is of another log: this one was made anew, moved or restored. */
        OTHER_EPOCH,
        /** The position is behind the last message: the log has lost its end, or the position was made up. */
        AHEAD,
        /** The subscriber did not keep up, and its {@link Overflow} says that messages are then dropped. */
        DROPPED
    }

    /**
     * Copies the set.
     *
     * @param reason see above
     * @param after see above
     * @param resumesAt see above
     * @param channels see above
     */
    public GapEvent {
        channels = Set.copyOf(channels);
    }
}
