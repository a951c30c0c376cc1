package io.litestack.jcache.internal.store;

import io.litestack.cache.ObjectCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Keys as texts: those that are short texts or whole numbers say themselves what they are, all others are the digest of their bytes, and
 * stored beside the value. So two keys are the same if their bytes are.
 */
final class KeyTexts {
    private static final int LONGEST = 300;
    private static final char DIGEST = '#';

    private final ObjectCodec codec;

    KeyTexts(ObjectCodec codec) {
        this.codec = codec;
    }

    /** A key as a text, and its bytes if the text is their digest. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
    record KeyText(String text, byte[] bytes) {}

    String textOf(Object key) {
        if (key instanceof String text && isPlain(text)) {
            return "s" + text;
        } else if (key instanceof Integer number) {
            return "i" + number;
        } else if (key instanceof Long number) {
            return "l" + number;
        }
        return digest(codec.encode(key));
    }

    KeyText of(Object key) {
        boolean isDigest =
                !(key instanceof String text && isPlain(text)) && !(key instanceof Integer) && !(key instanceof Long);
        if (!isDigest) {
            return new KeyText(textOf(key), StoredEntry.noKey());
        }
        byte[] bytes = codec.encode(key);
        return new KeyText(digest(bytes), bytes);
    }

    private static boolean isPlain(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == 0 || Character.isSurrogate(each)) {
                return false;
            }
        }
        return true;
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return DIGEST + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
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
                        .allMatch(it -> it < 128 && (Character.isLetterOrDigit(it) || "_.:-".indexOf(it) >= 0));
        return isPlain
                ? "jcache:" + cacheName
                : "jcache::"
                        + digest(cacheName.getBytes(StandardCharsets.UTF_16BE)).substring(1);
    }
}
