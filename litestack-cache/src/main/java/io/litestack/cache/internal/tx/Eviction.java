package io.litestack.cache.internal.tx;

import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Keys;
import io.litestack.cache.internal.log.Scope;
import io.litestack.core.CodecException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction invalidates, in words that mean the same in every file.
 *
 * @param id by which the log says that it has taken effect; random and negative
 * @param kind see {@link Scope}
 * @param namespace the name of the namespace
 * @param text the key, the tag or the prefix, else empty
 */
public record Eviction(long id, int kind, String namespace, String text) {
    /** One with an id of its own. */
    public static Eviction of(int kind, String namespace, String text) {
        return new Eviction(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE, kind, namespace, text);
    }

    /** The key that it removes; null if it is not about a single one. */
    @Nullable
    Key key(Keys keys) {
        return kind == Scope.KEYS ? keys.of(keys.ofNamespace(namespace), text) : null;
    }

    /** What it invalidates, if that is not a single key. */
    Scope scope(Keys keys) {
        long number = keys.ofNamespace(namespace);
        return switch (kind) {
            case Scope.NAMESPACE -> Scope.namespace(number);
            case Scope.TAG -> Scope.tag(keys.ofTag(number, text));
            case Scope.PREFIX -> Scope.prefix(keys, number, text);
            case Scope.EVERYTHING -> Scope.everything();
            default -> throw new IllegalStateException("no scope: " + kind);
        };
    }

    byte[] encoded() {
        byte[] name = namespace.getBytes(StandardCharsets.UTF_8);
        byte[] rest = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + name.length + rest.length)
                .putLong(id)
                .putInt(kind)
                .putInt(name.length)
                .put(name)
                .put(rest)
                .array();
    }

    static Eviction decoded(byte[] encoded) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(encoded);
            long id = bytes.getLong();
            int kind = bytes.getInt();
            byte[] name = new byte[Math.max(0, Math.min(bytes.getInt(), bytes.remaining()))];
            bytes.get(name);
            String text = StandardCharsets.UTF_8.decode(bytes).toString();
            return new Eviction(id, kind, new String(name, StandardCharsets.UTF_8), text);
        } catch (BufferUnderflowException e) {
            throw new CodecException("not an invalidation of a cache", e);
        }
    }
}
