package io.litestack.cache.internal.entry;

/**
 * A value as it is stored.
 *
 * @param format what it is; see {@link Formats}
 * @param flags {@link Formats#COMPRESSED} or 0
 * @param bytes its bytes; not copied, and never changed
 * @param number its number, if the format is {@link Formats#NUMBER}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Content(long format, int flags, byte[] bytes, long number) {
    private static final byte[] NONE = {};

    public static Content ofBytes(long format, byte[] bytes) {
        return new Content(format, 0, bytes, 0);
    }

    public static Content ofNumber(long number) {
        return new Content(Formats.NUMBER, 0, NONE, number);
    }

    /** A null that a loader returned. */
    public static Content ofNull() {
        return new Content(Formats.NULL, 0, NONE, 0);
    }
}
