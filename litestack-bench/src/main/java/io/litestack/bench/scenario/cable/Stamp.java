package io.litestack.bench.scenario.cable;

import java.nio.ByteBuffer;

/** What messages hold: 200 bytes, which begin with the instant at which the message was due to be published. */
final class Stamp {
    static final int BYTES = 200;

    /** A message of the warm-up. */
    static final long UNCOUNTED = Long.MIN_VALUE;

    /** The last message. */
    static final long END = Long.MAX_VALUE;

    private Stamp() {}

    static byte[] of(long dueNanos) {
        byte[] message = new byte[BYTES];
        ByteBuffer.wrap(message).putLong(dueNanos);
        return message;
    }

    static long read(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }
}
