package io.litestack.cable;

import java.util.Map;

/**
 * What a cable has done in this process since it was opened, and how it stands now. Immutable; reading it touches no disk.
 *
 * @param published messages published by this process
 * @param delivered messages given to handlers; one that goes to three handlers counts three times
 * @param failed of those, the ones for which a handler threw
 * @param gaps times that a subscriber has missed messages for good
 * @param overflows times that a mailbox was full
 * @param rereads messages that were read from the log for a subscriber, because it began there or did not keep up
 * @param trimmed messages that this process has deleted
 * @param subscribers subscriptions that are open, by channel and pattern; at most 1,000 of them, the rest are under {@code
 *     "others"}
 * @param subscriptions subscriptions that are open
 * @param latency from the commit of a message by this process to its handler; it is taken of the first message of each run of a
 *     handler, the one that has waited longest
 * @param logMessages messages that are kept, as they were counted last
 * @param logBytes their bytes, as {@link CableConfig.Builder#maxLogBytes} counts them
 */
public record CableStats(
        long published,
        long delivered,
        long failed,
        long gaps,
        long overflows,
        long rereads,
        long trimmed,
        Map<String, Integer> subscribers,
        int subscriptions,
        LatencyStats latency,
        long logMessages,
        long logBytes) {
    /**
     * Copies the map.
     *
     * @param published see above
     * @param delivered see above
     * @param failed see above
     * @param gaps see above
     * @param overflows see above
     * @param rereads see above
     * @param trimmed see above
     * @param subscribers see above
     * @param subscriptions see above
     * @param latency see above
     * @param logMessages see above
     * @param logBytes see above
     */
    public CableStats {
        subscribers = Map.copyOf(subscribers);
    }
}
