package io.litestack.cache;

import io.litestack.cache.internal.object.ObjectFormat;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A codec for values whose type is not known to those who read them, as behind JCache or Spring's cache abstraction. The stored
 * bytes say what they are, and only what is allowed here is ever built from them. Immutable and thread-safe.
 *
 * <pre>{@code
 * ObjectCodec codec = ObjectCodec.standard().allowing("com.example.shop.**");
 * CacheType<Object> anything = CacheType.of(Object.class).withCodec(codec, "shop.1");
 * }</pre>
 *
 * <p>Without more it knows what cannot do harm: text, numbers, {@code Boolean}, {@code Character}, {@code byte[]}, {@code BigDecimal},
 * {@code BigInteger}, {@code UUID}, {@code URI}, {@code Date}, the types of {@code java.time}, and lists, sets and maps of
 * {@code java.util} of all these; a list is read as an {@code ArrayList}, a set and a map with their order kept. Enums, records and
 * beans of allowed classes are written as JSON with the name of their class.
 */
public final class ObjectCodec implements Codec {
    private static final ObjectCodec STANDARD = new ObjectCodec(List.of(), Optional.empty(), Optional.empty());

    private final List<String> allowed;
    private final Optional<String> serialized;
    private final Optional<ClassLoader> loader;
    private final ObjectFormat format;

    private ObjectCodec(List<String> allowed, Optional<String> serialized, Optional<ClassLoader> loader) {
        this.allowed = allowed;
        this.serialized = serialized;
        this.loader = loader;
        ClassLoader classes = loader.orElseGet(ObjectCodec::defaultLoader);
        this.format = ObjectFormat.of(allowed, serialized, classes);
    }

    private static ClassLoader defaultLoader() {
        ClassLoader own = ObjectCodec.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }

    /**
     * Returns a codec that knows only what needs no permission.
     *
     * @return always the same one
     */
    public static ObjectCodec standard() {
        return STANDARD;
    }

    /**
     * Returns this codec with more classes that are written as JSON.
     *
     * @param names names of classes; {@code com.example.*} stands for all classes of a package, and {@code com.example.**} for those
     *     of the packages below it too
     * @return the changed codec
     * @throws IllegalArgumentException if a name is empty or has a star elsewhere
     */
    public ObjectCodec allowing(String... names) {
        return new ObjectCodec(Stream.concat(allowed.stream(), Stream.of(names)).toList(), serialized, loader);
    }

    /**
     * Returns this codec with more classes that are written as JSON.
     *
     * @param classes the classes
     * @return the changed codec
     */
    public ObjectCodec allowing(Class<?>... classes) {
        List<String> names = new ArrayList<>();
        for (Class<?> each : classes) {
            names.add(each.getName());
        }
        return allowing(names.toArray(String[]::new));
    }

    /**
     * Returns this codec with Java's serialization for all that is not text, a number or another single value from the list above. Whoever can
     * write into the file of the cache can then have any object of these classes built, so the filter should name no more than what
     * is stored.
     *
     * @param filter which classes may be read and written, as {@link java.io.ObjectInputFilter.Config#createFilter} reads it; what it
     *     does not name is refused
     * @return the changed codec
     * @throws IllegalArgumentException if the filter cannot be read
     */
    public ObjectCodec withJavaSerialization(String filter) {
        return new ObjectCodec(allowed, Optional.of(filter), loader);
    }

    /**
     * Returns this codec with another class loader.
     *
     * @param value finds the classes that stored values name; the default is the one that has loaded this class
     * @return the changed codec
     */
    public ObjectCodec withClassLoader(ClassLoader value) {
        return new ObjectCodec(allowed, serialized, Optional.of(value));
    }

    @Override
    public byte[] encode(Object value) {
        return format.encode(Objects.requireNonNull(value, "value"));
    }

    @Override
    public <T> T decode(byte[] bytes, Class<T> type) {
        Object value = format.decode(bytes);
        if (!type.isInstance(value)) {
            throw new CodecException(
                    "a " + value.getClass().getName() + " is stored, which is no " + type.getName(), null);
        }
        return type.cast(value);
    }

    /** Does not look at the arguments of a generic type. */
    @Override
    public Object decode(byte[] bytes, Type type) {
        return type instanceof Class<?> plain ? decode(bytes, plain) : format.decode(bytes);
    }

    /**
     * Returns a text by which an object can be a key: two objects have the same one if and only if the same bytes are stored of them. It begins
     * with {@code s} and the text itself for a short text, with {@code i} or {@code l} and the number for an {@code Integer} or a
     * {@code Long}, and is a digest of the bytes otherwise, which begins with {@code #}.
     *
     * @param key the object
     * @return at most 1,024 bytes
     * @throws CodecException if the object cannot be written
     */
    public String keyOf(Object key) {
        return format.keyOf(Objects.requireNonNull(key, "key"));
    }

    /**
     * Tells whether a value surely never changes, so that it need not be copied: single values other than {@code byte[]} and {@code
     * Date}, enums, and records that have only such components.
     *
     * @param value the value
     * @return whether it can be handed to everybody
     */
    public boolean isImmutable(Object value) {
        return format.isImmutable(value);
    }
}
