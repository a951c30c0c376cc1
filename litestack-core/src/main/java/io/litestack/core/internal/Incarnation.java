package io.litestack.core.internal;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Names of openings of files. */
final class Incarnation {
    private Incarnation() {}

    /** Returns 22 characters with 122 random bits. */
    static String next() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
