package io.litestack.cable.internal.base;

import io.litestack.cable.CableConfig;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.name.ChannelNames;
import io.litestack.core.spi.sql.SqlText;
import java.nio.charset.StandardCharsets;

/** Makes messages of what users publish, once it is checked. Thread-safe. */
public final class Payloads {
    private final CableConfig config;

    public Payloads(CableConfig config) {
        this.config = config;
    }

    /**
     * Checks a message and encodes its payload; nothing is stored yet.
     *
     * @throws IllegalArgumentException if the channel is out of its bounds, or the payload is too large
     */
    public LogMessage message(String channel, Object payload) {
        String stored = ChannelNames.check(config.channelPrefix() + ChannelNames.check(channel));
        byte[] bytes = encode(payload);
        int most = config.maxMessageBytes();
        if (bytes.length > most) {
            throw new IllegalArgumentException("a message on channel \"" + channel + "\" has " + bytes.length
                    + " bytes, more than the " + most
                    + " that maxMessageBytes allows; store it elsewhere and publish where"
                    + " it is");
        }
        return new LogMessage(stored, bytes);
    }

    @SuppressWarnings("ConstantValue") // callers without null checks pass null
    private byte[] encode(Object payload) {
        if (payload == null) {
            throw new IllegalArgumentException("the payload is null; publish an empty text if there is nothing to say");
        } else if (payload instanceof byte[] bytes) {
            // the message is immutable, whatever becomes of the caller's array
            return bytes.clone();
        } else if (payload instanceof String text) {
            return SqlText.storable(text, "the payload").getBytes(StandardCharsets.UTF_8);
        }
        return config.codec().encode(payload);
    }
}
