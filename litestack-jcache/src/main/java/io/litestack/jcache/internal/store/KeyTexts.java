package io.litestack.jcache.internal.store;

import io.litestack.cache.ObjectCodec;
import java.util.List;

/**
 * Keys as texts: those that are short texts or whole numbers say themselves what they are, all others are the digest of their bytes, and
 * stored beside the value. So two keys are the same if their bytes are.
 */
final class KeyTexts {
    private static final char DIGEST = '#';

    private final ObjectCodec codec;

    KeyTexts(ObjectCodec codec) {
        this.codec = codec;
    }

    /** A key as a text, and its bytes if the text is their digest. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
    record KeyText(String text, byte[] bytes) {}

    String textOf(Object key) {
        return codec.keyOf(key);
    }

    KeyText of(Object key) {
        String text = textOf(key);
        return new KeyText(text, text.charAt(0) == DIGEST ? codec.encode(key) : StoredEntry.noKey());
    }

    /** The key of a text, and of the bytes that were stored with it. */
    Object keyOf(String text, byte[] bytes) {
        return switch (text.charAt(0)) {
            case 's' -> text.substring(1);
            case 'i' -> Integer.valueOf(text.substring(1));
            case 'l' -> Long.valueOf(text.substring(1));
            default -> codec.decode(bytes, Object.class);
        };
    }

    /** Names of caches may be anything; those of namespaces may not. */
    static String namespaceOf(String cacheName) {
        boolean isPlain = !cacheName.isEmpty()
                && cacheName.length() <= 100
                && cacheName
                        .chars()
                        .allMatch(it -> it < 128 && (Character.isLetterOrDigit(it) || "_.-".indexOf(it) >= 0));
        return isPlain
                ? "jcache:" + cacheName
                : "jcache::" + ObjectCodec.standard().keyOf(List.of(cacheName)).substring(1);
    }
}
