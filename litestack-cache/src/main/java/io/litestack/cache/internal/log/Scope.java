package io.litestack.cache.internal.log;

import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Keys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Many entries that are invalidated together.
 *
 * @param kind one of the constants
 * @param hash of the namespace, the tag or the prefix, by which it is known
 * @param namespace of a prefix
 * @param prefix of a prefix, else empty
 */
public record Scope(int kind, long hash, long namespace, String prefix) {
    /** In the log: no scope but single keys. */
    public static final int KEYS = 0;

    public static final int EVERYTHING = 1;
    public static final int NAMESPACE = 2;
    public static final int TAG = 3;
    public static final int PREFIX = 4;

    public static Scope everything() {
        return new Scope(EVERYTHING, 0, 0, "");
    }

    public static Scope namespace(long hash) {
        return new Scope(NAMESPACE, hash, 0, "");
    }

    public static Scope tag(long hash) {
        return new Scope(TAG, hash, 0, "");
    }

    public static Scope prefix(Keys keys, long namespace, String text) {
        return new Scope(PREFIX, keys.of(namespace, text).hash(), namespace, text);
    }

    boolean isPrefixOf(Key key) {
        return kind == PREFIX && namespace == key.namespace() && key.text().startsWith(prefix);
    }

    /** As it stands in the log. */
    public byte[] encoded() {
        byte[] text = prefix.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + text.length);
        bytes.putLong(kind == PREFIX ? namespace : hash).put(text);
        return bytes.array();
    }

    /** Reads it from the log; empty if this release does not know such a kind. */
    static Optional<Scope> decoded(Keys keys, int kind, byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        long number = encoded.length >= Long.BYTES ? bytes.getLong() : 0;
        return switch (kind) {
            case EVERYTHING -> Optional.of(everything());
            case NAMESPACE -> Optional.of(namespace(number));
            case TAG -> Optional.of(tag(number));
            case PREFIX ->
                Optional.of(prefix(
                        keys, number, StandardCharsets.UTF_8.decode(bytes).toString()));
            default -> Optional.empty();
        };
    }
}
