package io.litestack.cable.internal.base;

import io.litestack.cable.Message;
import io.litestack.cable.Position;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.core.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message of the log as the users of one cable see it; all its subscribers share it. */
public final class ShownMessage implements Message {
    private final LogMessage message;
    private final String channel;
    private final String epoch;
    private final Codec codec;

    // Made when somebody asks, for all who do.
    private @Nullable String text;
    private @Nullable Position position;

    /**
     * Shows a message.
     *
     * @param channel its channel's name, without the prefix
     */
    public ShownMessage(LogMessage message, String channel, String epoch, Codec codec) {
        this.message = message;
        this.channel = channel;
        this.epoch = epoch;
        this.codec = codec;
    }

    /** When it was written by this process, by the monotonic clock; 0 if it was read. */
    public long writtenAt() {
        return message.writtenAt();
    }

    /** Its payload, not copied. */
    public byte[] payload() {
        return message.payload();
    }

    @Override
    public long id() {
        return message.id();
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public Instant publishedAt() {
        return Instant.ofEpochMilli(message.atMs());
    }

    @Override
    public Position position() {
        Position known = position;
        if (known == null) {
            known = new Position(epoch, message.id());
            position = known;
        }
        return known;
    }

    @Override
    public int sizeBytes() {
        return message.payload().length;
    }

    @Override
    public byte[] bytes() {
        return message.payload().clone();
    }

    @Override
    public String text() {
        String known = text;
        if (known == null) {
            known = new String(message.payload(), StandardCharsets.UTF_8);
            text = known;
        }
        return known;
    }

    @Override
    public <T> T as(Class<T> type) {
        if (type == String.class) {
            return type.cast(text());
        } else if (type == byte[].class) {
            return type.cast(bytes());
        }
        return codec.decode(message.payload(), type);
    }

    @Override
    public String toString() {
        return "message " + id() + " of " + channel + " (" + sizeBytes() + " bytes)";
    }
}
