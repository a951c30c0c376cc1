package io.litestack.cache.internal.entry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-1-3 (Aumasson and Bernstein 2012) of a number and a text, taken as UTF-16 so that nothing is allocated: a hash that nobody
 * without the secret can steer. Immutable.
 */
public final class SipHash {
    public static final int SECRET_BYTES = 16;

    private final long k0;
    private final long k1;

    /** Makes it with a secret of {@link #SECRET_BYTES}. */
    public SipHash(byte[] secret) {
        ByteBuffer bytes = ByteBuffer.wrap(secret).order(ByteOrder.LITTLE_ENDIAN);
        k0 = bytes.getLong();
        k1 = bytes.getLong();
    }

    public long hash(long number, String text) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int length = text.length();
        // the number, the text in words of four characters, and last its length with what is left of it
        int words = 1 + length / 4;
        for (int i = 0; i <= words + 2; i++) {
            long word = 0;
            if (i == 0) {
                word = number;
            } else if (i < words) {
                word = word(text, (i - 1) * 4);
            } else if (i == words) {
                word = tail(text, length);
            } else if (i == words + 1) {
                v2 ^= 0xff;
            }
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(String text, int at) {
        return text.charAt(at)
                | (long) text.charAt(at + 1) << 16
                | (long) text.charAt(at + 2) << 32
                | (long) text.charAt(at + 3) << 48;
    }

    private static long tail(String text, int length) {
        long word = (long) length << 48;
        for (int i = 0; i < length % 4; i++) {
            word |= (long) text.charAt(length - length % 4 + i) << (16 * i);
        }
        return word;
    }
}
