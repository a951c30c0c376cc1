package io.litestack.cable;

/**
 * Gets the messages of a {@link Subscription}. Its methods are called one at a time, in the order of the ids, on threads of the
 * cable; what one call does is seen by the next. A lambda gets the messages; who wants to know more implements the others.
 *
 * <p>It may take its time (others are not held up), use the cable and any store, and close its subscription. What it throws is
 * reported, and the subscription goes on with the next message.
 */
@FunctionalInterface
public interface MessageHandler {
    /**
     * A message.
     *
     * @param message the next message of the subscription
     * @throws Exception reported to {@link CableListener#onHandlerFailure}
     */
    void onMessage(Message message) throws Exception;

    /**
     * The subscription is live: everything up to a position has been delivered, and what is published from now on follows at
     * once. Called once, also if nothing was to be replayed.
     *
     * @param position up to where the subscription got everything
     * @throws Exception reported
     */
    default void onLive(Position position) throws Exception {}

    /**
     * Messages are missing that were published after what was delivered last, and cannot be had any more. Whoever shows a state
     * reads it anew; what follows continues at {@link GapEvent#resumesAt}.
     *
     * @param gap what is missing
     * @throws Exception reported
     */
    default void onGap(GapEvent gap) throws Exception {}

    /**
     * The subscription has ended; no other call follows.
     *
     * @param reason why
     * @throws Exception reported
     */
    default void onClose(CloseReason reason) throws Exception {}
}
