package io.litestack.cable;

import io.litestack.cable.internal.name.ChannelNames;
import java.time.Duration;

/**
 * What a {@link DurableConsumer} gets, and what happens when its handler fails. Immutable. {@link #of} makes one; each method
 * {@code with…} returns a changed copy.
 *
 * <p>These are arguments of a call, and not settings: what is outside its bounds is refused with an {@link
 * IllegalArgumentException}.
 *
 * @param name under which its position is kept: 1 to 255 bytes of UTF-8 without control characters. All processes that give the
 *     same name are one consumer, of which one is active at a time.
 * @param channels what it gets; from the next message on if that changes
 * @param fromOldest whether a consumer that is new begins with the oldest message that is kept, and not with what is published
 *     from now on. Default false.
 * @param retries how often a message is tried again when the handler throws. 0 to 1,000,000, default 10.
 * @param retryDelay the wait before the first retry; each further one is twice as long, up to a minute. 1 millisecond to 1
 *     minute, default 100 ms.
 * @param afterRetries what happens then. Default {@link AfterRetries#SKIP}.
 * @param batch how many messages may be handled before the position is stored: so many may come again after a crash. It is
 *     stored after a second in any case. 1 to 10,000, default 100.
 */
public record ConsumerOptions(
        String name,
        Channels channels,
        boolean fromOldest,
        int retries,
        Duration retryDelay,
        AfterRetries afterRetries,
        int batch) {
    /** What happens to a message that the handler has refused as often as it may. */
    public enum AfterRetries {
        /** It is left out, which {@link CableListener#onSkip} reports. */
        SKIP,
        /** The consumer stops at it, in all processes, until {@link Cable#resumeConsumer}. */
        STOP
    }

    /**
     * Checks everything.
     *
     * @param name see above
     * @param channels see above
     * @param fromOldest see above
     * @param retries see above
     * @param retryDelay see above
     * @param afterRetries see above
     * @param batch see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public ConsumerOptions {
        ChannelNames.check("consumer", name);
        check(retries >= 0 && retries <= 1_000_000, "retries", "0 to 1000000", retries);
        check(
                retryDelay.compareTo(Duration.ofMillis(1)) >= 0 && retryDelay.compareTo(Duration.ofMinutes(1)) <= 0,
                "retryDelay",
                "1 ms to 1 minute",
                retryDelay);
        check(batch >= 1 && batch <= 10_000, "batch", "1 to 10000 messages", batch);
    }

    private static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " must be " + bound + ", but is " + value);
        }
    }

    /**
     * Returns the options of a consumer that gets what is published from its first start on.
     *
     * @param name under which its position is kept
     * @param channels what it gets
     * @return the options
     * @throws IllegalArgumentException if the name is out of its bounds
     */
    public static ConsumerOptions of(String name, Channels channels) {
        return new ConsumerOptions(name, channels, false, 10, Duration.ofMillis(100), AfterRetries.SKIP, 100);
    }

    /**
     * Returns these options for a consumer that begins with the oldest message that is kept, if it is new.
     *
     * @return the changed options
     */
    public ConsumerOptions withFromOldest() {
        return new ConsumerOptions(name, channels, true, retries, retryDelay, afterRetries, batch);
    }

    /**
     * Returns these options with other retries.
     *
     * @param times how often, 0 to 1,000,000
     * @param delay the wait before the first, 1 ms to 1 minute
     * @return the changed options
     * @throws IllegalArgumentException if one is outside its bounds
     */
    public ConsumerOptions withRetries(int times, Duration delay) {
        return new ConsumerOptions(name, channels, fromOldest, times, delay, afterRetries, batch);
    }

    /**
     * Returns these options with what happens after the retries.
     *
     * @param what what happens
     * @return the changed options
     */
    public ConsumerOptions withAfterRetries(AfterRetries what) {
        return new ConsumerOptions(name, channels, fromOldest, retries, retryDelay, what, batch);
    }

    /**
     * Returns these options with another batch.
     *
     * @param messages how many messages may be handled before the position is stored, 1 to 10,000
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public ConsumerOptions withBatch(int messages) {
        return new ConsumerOptions(name, channels, fromOldest, retries, retryDelay, afterRetries, messages);
    }
}
