package io.litestack.cable.internal.presence;

import io.litestack.cable.Member;
import io.litestack.core.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A member as the users of a cable see it. Two are equal if they are the same member since the same time. */
final class ShownMember implements Member {
    private final String id;
    private final long joinedAtMs;
    private final byte[] info;
    private final Codec codec;

    ShownMember(String id, long joinedAtMs, byte[] info, Codec codec) {
        this.id = id;
        this.joinedAtMs = joinedAtMs;
        this.info = info;
        this.codec = codec;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Instant joinedAt() {
        return Instant.ofEpochMilli(joinedAtMs);
    }

    @Override
    public String text() {
        return new String(info, StandardCharsets.UTF_8);
    }

    @Override
    public <T> T as(Class<T> type) {
        if (type == String.class) {
            return type.cast(text());
        } else if (type == byte[].class) {
            return type.cast(info.clone());
        }
        return codec.decode(info, type);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ShownMember it && it.id.equals(id) && it.joinedAtMs == joinedAtMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, joinedAtMs);
    }

    @Override
    public String toString() {
        return "Member[" + id + "]";
    }
}
