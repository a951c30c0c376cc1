package io.litestack.cache;

import io.litestack.core.Codec;
import io.litestack.core.TypeToken;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.Optional;

/**
 * The type of values, and the name by which the stored ones are recognised. A stored value whose name is another one is a miss
 * and is left alone, so that two releases of a program can use one cache side by side: give the type another name when its values
 * are not understood any more by those who read them. Immutable; usually a constant.
 *
 * <pre>{@code
 * static final CacheType<User> USER = CacheType.of(User.class).withName("user.2");
 * static final CacheType<List<Address>> ADDRESSES = CacheType.of(new TypeToken<>() {});
 * }</pre>
 *
 * <p>{@code byte[]}, {@link String} and {@link Long} are stored as they are; a {@code Long} is a counter too ({@link
 * CacheNamespace#increment}). Everything else goes through a {@link Codec}, which never lets the stored bytes choose a class.
 *
 * @param type the type; immutable values, such as records, are best, since those who read a key get the same object
 * @param name by which stored values are recognised, 1 to 1,000 characters. Default the name of the type.
 * @param codec what writes and reads the values; empty for {@link CacheConfig#codec}
 * @param <V> the type
 */
@SuppressWarnings("UnusedTypeParameter") // it ties a view to its values
public record CacheType<V>(Type type, String name, Optional<Codec> codec) {
    private static final int LONGEST_NAME = 1_000;

    /**
     * Checks the name.
     *
     * @param type see above
     * @param name see above
     * @param codec see above
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public CacheType {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(codec, "codec");
        EntryOptions.check(
                !name.isEmpty() && name.length() <= LONGEST_NAME,
                "the name of a type",
                "1 to " + LONGEST_NAME + " characters long",
                name.length());
    }

    /**
     * Makes a type of a class.
     *
     * @param type the class
     * @param <V> the class
     * @return the type
     */
    public static <V> CacheType<V> of(Class<V> type) {
        return new CacheType<>(type, type.getTypeName(), Optional.empty());
    }

    /**
     * Makes a generic type.
     *
     * @param type the type
     * @param <V> the type
     * @return the type
     */
    public static <V> CacheType<V> of(TypeToken<V> type) {
        return new CacheType<>(type.type(), type.type().getTypeName(), Optional.empty());
    }

    /**
     * Returns this type under another name.
     *
     * @param value by which stored values are recognised, 1 to 1,000 characters
     * @return the changed type
     * @throws IllegalArgumentException if it is empty or too long
     */
    public CacheType<V> withName(String value) {
        return new CacheType<>(type, value, codec);
    }

    /**
     * Returns this type with a codec of its own, under a name that says so: values that another codec wrote are not read.
     *
     * @param value writes and reads the values
     * @param asName by which stored values are recognised, 1 to 1,000 characters
     * @return the changed type
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public CacheType<V> withCodec(Codec value, String asName) {
        return new CacheType<>(type, asName, Optional.of(value));
    }
}
