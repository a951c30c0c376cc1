package io.litestack.cache.internal.entry;

import io.litestack.cache.CacheType;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are stored. There is one for each type that is in use, so that entries can tell by its identity whether it was
 * it that has decoded them. Thread-safe.
 *
 * @param <V> the type
 */
public final class ValueFormat<V> {
    private final CacheType<V> type;
    private final long format;
    private final Codec codec;
    private final Compression compression;

    public ValueFormat(CacheType<V> type, Codec defaultCodec, Compression compression) {
        this.type = type;
        this.codec = type.codec().orElse(defaultCodec);
        this.format = formatOf(type);
        this.compression = compression;
    }

    private static long formatOf(CacheType<?> type) {
        Type java = type.type();
        if (type.codec().isPresent()) {
            return Formats.ofName(type.name());
        } else if (java == byte[].class) {
            return Formats.BYTES;
        } else if (java == String.class) {
            return Formats.TEXT;
        } else if (java == Long.class || java == long.class) {
            return Formats.NUMBER;
        }
        return Formats.ofName(type.name());
    }

    public CacheType<V> type() {
        return type;
    }

    /** Whether a stored value claims to be one of this type. */
    public boolean reads(Entry entry) {
        return entry.content().format() == format && compression.reads(entry.content());
    }

    /** Whether an entry holds a null that a loader returned. */
    public static boolean isNull(Entry entry) {
        return entry.content().format() == Formats.NULL;
    }

    /** Turns a value into what is stored. */
    public Content encode(V value) {
        Objects.requireNonNull(value, "value");
        if (format == Formats.NUMBER) {
            return Content.ofNumber((Long) value);
        }
        return compression.compress(Content.ofBytes(format, bytes(value)));
    }

    private byte[] bytes(V value) {
        if (format == Formats.BYTES) {
            return ((byte[]) value).clone();
        } else if (format == Formats.TEXT) {
            return text((String) value);
        }
        return encoded(value);
    }

    private byte[] encoded(V value) {
        try {
            byte @Nullable [] bytes = codec.encode(value);
            if (bytes != null) {
                return bytes;
            }
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new CodecException("a codec failed to write a " + type.name() + ": " + e, e);
        }
        throw new CodecException("a codec wrote a " + type.name() + " as null", null);
    }

    private static byte[] text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (hasLostSomething(value, bytes)) {
            throw new CodecException(
                    "the text holds half of a surrogate pair, which UTF-8 cannot express; put it as a byte[] instead",
                    null);
        }
        return bytes;
    }

    /** A lone surrogate becomes a question mark; only a text with surrogates can hold one. */
    private static boolean hasLostSomething(String value, byte[] bytes) {
        if (bytes.length == value.length()) {
            // only ASCII, or a lone surrogate became one byte
            return value.chars().anyMatch(it -> Character.isSurrogate((char) it));
        }
        return value.chars().anyMatch(it -> Character.isSurrogate((char) it))
                && !new String(bytes, StandardCharsets.UTF_8).equals(value);
    }

    /** Gives an entry the object that it was made of, so that nobody decodes it; not that of an array, which its owner may change. */
    public void remember(Entry entry, V value) {
        if (format != Formats.BYTES) {
            entry.decoded(this, value);
        }
    }

    /** Returns the value that this format has made of an entry before; else null. */
    @SuppressWarnings("unchecked") // an entry remembers who has decoded it
    public @Nullable V known(Entry entry) {
        return (V) entry.decodedBy(this);
    }

    /**
     * Returns the value of an entry that {@link #reads} allows.
     *
     * @throws CodecException if its bytes are not what they claim to be
     */
    public V decode(Entry entry) {
        V known = known(entry);
        return known != null ? known : decodeAnew(entry);
    }

    @SuppressWarnings("unchecked") // the format says which type it is
    private V decodeAnew(Entry entry) {
        if (format == Formats.NUMBER) {
            Long number = entry.content().number();
            entry.decoded(this, number);
            return (V) number;
        }
        byte[] bytes = compression.decompress(entry.content());
        if (format == Formats.BYTES) {
            return (V) (bytes == entry.content().bytes() ? bytes.clone() : bytes);
        }
        V value = format == Formats.TEXT ? (V) new String(bytes, StandardCharsets.UTF_8) : (V) decoded(bytes);
        entry.decoded(this, value);
        return value;
    }

    private Object decoded(byte[] bytes) {
        try {
            @Nullable Object value = codec.decode(bytes, type.type());
            if (value != null
                    && !(type.type() instanceof Class<?> wanted
                            && !boxed(wanted).isInstance(value))) {
                return value;
            }
            throw new CodecException(
                    "a codec read a " + type.name() + " as "
                            + (value == null ? "null" : "a " + value.getClass().getName()),
                    null);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new CodecException("a codec failed to read a " + type.name() + ": " + e, e);
        }
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
