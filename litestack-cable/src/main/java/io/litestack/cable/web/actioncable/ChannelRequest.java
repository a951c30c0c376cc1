package io.litestack.cable.web.actioncable;

import java.util.Map;
import java.util.Optional;

/**
 * What a client asks of a channel. Immutable.
 *
 * @param channel the name of the channel, such as {@code ChatChannel}
 * @param params what the client gave with it; from anybody, nothing of it has been checked
 * @param audience who asks, such as the id of its session; empty if that is not known
 */
public record ChannelRequest(String channel, Map<String, Object> params, String audience) {
    /**
     * Returns a parameter that is a text or a number.
     *
     * @param name its name
     * @return its text; empty if it is missing or something else
     */
    public Optional<String> param(String name) {
        Object value = params.get(name);
        return value instanceof String || value instanceof Number ? Optional.of(value.toString()) : Optional.empty();
    }
}
