package io.litestack.cache.internal.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The numbers by which stored values are recognised. */
public final class Formats {
    public static final long BYTES = 0;
    public static final long NUMBER = 1;
    public static final long TEXT = 2;
    public static final long NULL = 3;

    /** A flag: the bytes are compressed. */
    public static final int COMPRESSED = 1;

    private static final long LEAST_OF_TYPES = 16;

    private Formats() {}

    /** The number of a type of that name, the same in all processes. */
    public static long ofName(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            long format = ByteBuffer.wrap(digest).getLong();
            return format >= 0 && format < LEAST_OF_TYPES ? format + LEAST_OF_TYPES : format;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
