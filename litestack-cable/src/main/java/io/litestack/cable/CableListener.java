package io.litestack.cable;

/**
 * Hears of what happens to a cable in this process. All methods do nothing by default. They are called by many threads, some of
 * which publish or deliver messages, so they must be quick and wait for nothing; what they throw is logged and harms nobody.
 * Messages that pass are counted in {@link CableStats}, and not reported one by one.
 */
public interface CableListener {
    /** Hears nothing. */
    CableListener NONE = new CableListener() {};

    /**
     * A handler threw. The subscription goes on with the next message.
     *
     * @param subscription whose handler
     * @param channel the channel of the message that it was given
     * @param id the id of that message, or 0 if it was given something else
     * @param cause what it threw
     */
    default void onHandlerFailure(Subscription subscription, String channel, long id, Throwable cause) {}

    /**
     * A subscriber has missed messages for good.
     *
     * @param subscription which one
     * @param gap what is missing
     */
    default void onGap(Subscription subscription, GapEvent gap) {}

    /**
     * More messages waited for a subscriber than its mailbox holds.
     *
     * @param subscription which one
     * @param overflow what becomes of it
     */
    default void onOverflow(Subscription subscription, Overflow overflow) {}

    /**
     * Handlers wait for a thread since all of them are busy, before Java 21.
     *
     * @param threads how many there are
     * @param waiting how many subscriptions wait
     * @param waitNanos for how long none of the handlers has ended
     */
    default void onStarvation(int threads, int waiting, long waitNanos) {}

    /**
     * Old messages were deleted.
     *
     * @param messages how many
     * @param upTo the id of the last of them
     */
    default void onTrim(long messages, long upTo) {}

    /**
     * A durable consumer has left a message out that its handler has refused as often as it may.
     *
     * @param consumer the consumer's name
     * @param message the message
     * @param cause what the handler threw last
     */
    default void onSkip(String consumer, Message message, Throwable cause) {}

    /**
     * A durable consumer has stopped at a message that its handler has refused as often as it may.
     *
     * @param consumer the consumer's name
     * @param message the message, with which it goes on when it is resumed
     * @param cause what the handler threw last
     */
    default void onConsumerStop(String consumer, Message message, Throwable cause) {}

    /**
     * What another process held is free: its consumers run elsewhere, and its members leave.
     *
     * @param process host and process
     * @param reason how it was found out
     */
    default void onInstanceLost(String process, String reason) {}

    /**
     * Something could not be read or written, and is tried again.
     *
     * @param what what it was
     * @param cause why
     */
    default void onInternalFailure(String what, Throwable cause) {}
}
