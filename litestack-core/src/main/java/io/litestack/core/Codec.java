package io.litestack.core;

import java.lang.reflect.Type;

/**
 * Turns values into bytes and back. Thread-safe.
 *
 * <p>The bytes never name a class: the reader says what it expects, so nobody who can write bytes can choose what is
 * built from them.
 */
public interface Codec {
    /**
     * Returns the codec for JSON, by Jackson: records, beans, collections, and {@code java.time} values as ISO-8601 text,
     * without polymorphic typing. Unknown properties are ignored, so that an older reader understands a newer writer.
     *
     * @return the shared instance
     */
    static Codec json() {
        return JsonCodec.INSTANCE;
    }

    /**
     * Writes a value.
     *
     * @param value what to write
     * @return its bytes
     * @throws CodecException if the value cannot be written; the message names its class
     */
    byte[] encode(Object value);

    /**
     * Reads a value.
     *
     * @param bytes what {@link #encode} returned
     * @param type the expected type
     * @param <T> the expected type
     * @return the value
     * @throws CodecException if the bytes are not a {@code type}; the message names the type and where the bytes differ
     */
    <T> T decode(byte[] bytes, Class<T> type);

    /**
     * Reads a value of a generic type, such as a {@code List<Order>}.
     *
     * @param bytes what {@link #encode} returned
     * @param type the expected type
     * @return the value
     * @throws CodecException if the bytes are not a {@code type}; the message names the type and where the bytes differ
     */
    Object decode(byte[] bytes, Type type);

    /**
     * Makes ready what it takes to write and read values of a type, which may take some milliseconds the first time; so that
     * it is not done when somebody waits. Does nothing by default, and never fails.
     *
     * @param type a type that is about to be used
     */
    default void prepare(Type type) {}
}
