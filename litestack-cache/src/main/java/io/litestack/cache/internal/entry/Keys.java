package io.litestack.cache.internal.entry;

import io.litestack.core.spi.sql.SqlText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Makes keys of texts, under the secret of a file. Thread-safe. */
public final class Keys {
    public static final int LONGEST_KEY_BYTES = 1024;

    /** What surely fits: a character takes at most three bytes. */
    private static final int SURELY_SHORT = LONGEST_KEY_BYTES / 3;

    /** Sets the hashes of tags and names apart from those of keys. */
    private static final long TAGS = 0x5441_47L << 32;

    private static final long TABLES = 0x5441_42L << 32;

    private static final long SEMAPHORES = 0x5345_4dL << 32;

    private static final long RATES = 0x5241_5445L << 32;

    private static final long NAMES = 0x4e41_4dL << 32;

    private final SipHash sip;
    private final Map<Long, String> namespaces = new ConcurrentHashMap<>();

    public Keys(byte[] secret) {
        sip = new SipHash(secret);
    }

    /**
     * Returns a key.
     *
     * @throws IllegalArgumentException if it is empty, too long or no storable text
     */
    public Key of(long namespace, String text) {
        Objects.requireNonNull(text, "key");
        checkKey("a key", text);
        return new Key(sip.hash(namespace, text), namespace, text);
    }

    public static void checkKey(String what, String text) {
        int length = text.length();
        if (length == 0 || length > SURELY_SHORT) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > LONGEST_KEY_BYTES) {
                throw new IllegalArgumentException(what + " must be 1 to " + LONGEST_KEY_BYTES + " bytes long, but is "
                        + bytes + " bytes long; use a digest of it instead");
            }
        }
        SqlText.storable(text, what);
    }

    /** The number of a namespace; the one without a name is 0. */
    public long ofNamespace(String name) {
        return name.isEmpty() ? 0 : sip.hash(NAMES, name);
    }

    /**
     * Remembers the name of a namespace.
     *
     * @return whether it was not known
     */
    public boolean learnNamespace(long number, String name) {
        return namespaces.putIfAbsent(number, name) == null;
    }

    /** The name of a namespace, as far as it is known, else empty. */
    public String namespaceOf(long number) {
        return namespaces.getOrDefault(number, "");
    }

    /** The number of the tag that stands for a table. */
    public long ofTable(String name) {
        return sip.hash(TABLES, name);
    }

    /** The number of a tag of a namespace. */
    public long ofTag(long namespace, String tag) {
        return sip.hash(namespace ^ TAGS, tag);
    }

    /** The number of a lock or a semaphore. */
    public long ofSemaphore(String name) {
        return sip.hash(SEMAPHORES, name);
    }

    /** The number of a key of a rate limiter. */
    public long ofRate(String limiter, String key) {
        return sip.hash(RATES ^ sip.hash(RATES, limiter), key);
    }
}
