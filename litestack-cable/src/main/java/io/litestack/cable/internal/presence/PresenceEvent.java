package io.litestack.cable.internal.presence;

import io.litestack.cable.internal.log.LogMessage;
import io.litestack.core.Codec;
import java.util.Base64;

/**
 * Somebody has joined or left a channel: a message of the log, on a channel that users cannot name. The names of its components
 * are stored.
 *
 * @param joined whether it has joined, and not left
 * @param info in Base64
 */
record PresenceEvent(boolean joined, String member, String info, long joinedAtMs) {
    /** No name of a channel begins so. */
    private static final String MARK = "\u0001presence:";

    /** Where the events of a channel are, both by their names in the store. */
    static String channelOf(String channel) {
        return MARK + channel;
    }

    static PresenceEvent of(boolean joined, String member, byte[] info, long joinedAtMs) {
        return new PresenceEvent(joined, member, Base64.getEncoder().encodeToString(info), joinedAtMs);
    }

    static PresenceEvent of(byte[] payload) {
        return Codec.json().decode(payload, PresenceEvent.class);
    }

    LogMessage toMessage(String channel) {
        return new LogMessage(channelOf(channel), Codec.json().encode(this));
    }

    byte[] infoBytes() {
        return Base64.getDecoder().decode(info);
    }
}
