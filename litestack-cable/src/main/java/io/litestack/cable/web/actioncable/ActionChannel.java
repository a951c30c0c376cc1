package io.litestack.cable.web.actioncable;

import io.litestack.cable.web.SignedStreamNames;
import io.litestack.cable.web.TokenException;
import java.util.Optional;

/** Something that clients may subscribe to, and what they may send to it. Thread-safe. */
@FunctionalInterface
public interface ActionChannel {
    /**
     * Decides whether a client may subscribe.
     *
     * @param request what it asks for
     * @return the channel of the cable whose messages it gets; empty to reject it
     * @throws Exception reported, and the client is rejected
     */
    Optional<String> subscribe(ChannelRequest request) throws Exception;

    /**
     * Gets what a client that is subscribed has sent; by default it is not heeded.
     *
     * @param request what it has subscribed with
     * @param data what it sent, as a rule JSON; from anybody
     * @throws Exception reported
     */
    default void receive(ChannelRequest request, String data) throws Exception {}

    /**
     * A channel whose streams are named by {@code signed_stream_name}: Turbo's {@code Turbo::StreamsChannel}, and AnyCable's
     * {@code $pubsub}.
     *
     * @param names checks the names; the name of the stream is that of the cable's channel
     * @return the channel
     */
    static ActionChannel signedStreams(SignedStreamNames names) {
        return request -> {
            Optional<String> signed = request.param("signed_stream_name");
            try {
                return signed.isEmpty() ? Optional.empty() : Optional.of(names.verify(signed.get()));
            } catch (TokenException e) {
                return Optional.empty();
            }
        };
    }
}
