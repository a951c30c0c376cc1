package io.litestack.job;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A payload as it is stored. Immutable. */
public final class Payload {
    private final byte[] bytes;

    /**
     * Copies the bytes.
     *
     * @param bytes what the codec wrote
     */
    public Payload(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /**
     * Returns what the codec wrote.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns it as text: the JSON, with the default codec.
     *
     * @return the bytes read as UTF-8
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Says how large it is; what it holds may be secret. */
    @Override
    public String toString() {
        return "Payload[" + bytes.length + " bytes]";
    }
}
