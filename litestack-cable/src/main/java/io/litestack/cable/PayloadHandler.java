package io.litestack.cable;

/**
 * Gets the messages of a subscription together with what they hold; otherwise as a {@link MessageHandler}. A message that cannot
 * be read is reported as a failure of the handler.
 *
 * @param <T> what the messages hold
 */
@FunctionalInterface
public interface PayloadHandler<T> {
    /**
     * A message.
     *
     * @param payload what it holds
     * @param message the message itself
     * @throws Exception reported to {@link CableListener#onHandlerFailure}
     */
    void onPayload(T payload, Message message) throws Exception;

    /**
     * As {@link MessageHandler#onLive}.
     *
     * @param position up to where the subscription got everything
     * @throws Exception reported
     */
    default void onLive(Position position) throws Exception {}

    /**
     * As {@link MessageHandler#onGap}.
     *
     * @param gap what is missing
     * @throws Exception reported
     */
    default void onGap(GapEvent gap) throws Exception {}

    /**
     * As {@link MessageHandler#onClose}.
     *
     * @param reason why
     * @throws Exception reported
     */
    default void onClose(CloseReason reason) throws Exception {}

    /**
     * Returns a handler of messages that reads them for this one.
     *
     * @param type what the messages hold, as for {@link Message#as}
     * @return the handler
     */
    default MessageHandler reading(Class<? extends T> type) {
        PayloadHandler<T> handler = this;
        return new MessageHandler() {
            @Override
            public void onMessage(Message message) throws Exception {
                handler.onPayload(message.as(type), message);
            }

            @Override
            public void onLive(Position position) throws Exception {
                handler.onLive(position);
            }

            @Override
            public void onGap(GapEvent gap) throws Exception {
                handler.onGap(gap);
            }

            @Override
            public void onClose(CloseReason reason) throws Exception {
                handler.onClose(reason);
            }
        };
    }
}
