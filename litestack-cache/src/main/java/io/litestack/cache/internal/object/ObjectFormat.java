package io.litestack.cache.internal.object;

import io.litestack.cache.internal.object.PlainTypes.PlainType;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Objects as bytes: a tag, and what it says. A tag of {@link PlainTypes} is followed by a single value; {@code l}, {@code s} and {@code
 * m} by a number of elements and these; {@code E} by the name of an enum and of its constant; {@code J} by the name of a class and JSON;
 * {@code O} by a stream of Java's serialization. Thread-safe.
 */
public final class ObjectFormat {
    private static final int DEEPEST = 100;

    private final ClassNames classes;
    private final Optional<Serialization> serialization;
    private final ClassValue<Boolean> immutable = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isImmutable(type, 0);
        }
    };

    private ObjectFormat(ClassNames classes, Optional<Serialization> serialization) {
        this.classes = classes;
        this.serialization = serialization;
    }

    /**
     * Returns a format.
     *
     * @param allowed the classes that are written as JSON
     * @param filter those that are written by Java's serialization, if any are
     * @param loader finds them
     */
    public static ObjectFormat of(List<String> allowed, Optional<String> filter, ClassLoader loader) {
        return new ObjectFormat(new ClassNames(allowed, loader), filter.map(it -> new Serialization(it, loader)));
    }

    // Writing.

    public byte[] encode(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream output = new DataOutputStream(bytes)) {
            write(output, value, 0);
        } catch (IOException e) {
            throw new CodecException("cannot write a " + value.getClass().getName() + ": " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /** A text by which the object can be a key. */
    public String keyOf(Object key) {
        return KeyText.of(key, this);
    }

    private void write(DataOutputStream output, @Nullable Object value, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new CodecException("collections lie in one another more than " + DEEPEST + " deep", null);
        }
        PlainType<?> plain = value == null ? null : PlainTypes.of(value.getClass());
        if (value == null) {
            output.writeByte('n');
        } else if (plain != null) {
            plain.write(output, value);
        } else if (serialization.isPresent() && value instanceof Serializable) {
            byte[] bytes = serialization.get().write(value);
            output.writeByte('O');
            output.writeInt(bytes.length);
            output.write(bytes);
        } else if (isOfJavaUtil(value)) {
            writeCollection(output, value, depth);
        } else {
            writeObject(output, value);
        }
    }

    private static boolean isOfJavaUtil(Object value) {
        return (value instanceof List || value instanceof Set || value instanceof Map)
                && !(value instanceof SortedSet || value instanceof SortedMap)
                && value.getClass().getName().startsWith("java.util.");
    }

    private void writeCollection(DataOutputStream output, Object value, int depth) throws IOException {
        output.writeByte(value instanceof List ? 'l' : value instanceof Set ? 's' : 'm');
        if (value instanceof Map<?, ?> map) {
            output.writeInt(map.size());
            for (Map.Entry<?, ?> each : map.entrySet()) {
                write(output, each.getKey(), depth + 1);
                write(output, each.getValue(), depth + 1);
            }
        } else {
            Collection<?> elements = (Collection<?>) value;
            output.writeInt(elements.size());
            for (Object each : elements) {
                write(output, each, depth + 1);
            }
        }
    }

    private void writeObject(DataOutputStream output, Object value) throws IOException {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        if (!classes.isAllowed(type.getName())) {
            throw new CodecException(
                    "a " + type.getName()
                            + " cannot be stored, since nobody may read it again: allow its class, which must be"
                            + " a record, an enum or a bean, or store a value of a single type",
                    null);
        }
        output.writeByte(value instanceof Enum ? 'E' : 'J');
        PlainTypes.writeText(output, type.getName());
        if (value instanceof Enum<?> constant) {
            PlainTypes.writeText(output, constant.name());
        } else {
            byte[] json = Codec.json().encode(value);
            output.writeInt(json.length);
            output.write(json);
        }
    }

    // Reading.

    public Object decode(byte[] bytes) {
        try (BoundedInput input = new BoundedInput(bytes)) {
            Object value = read(input, bytes, 0);
            if (value == null || input.available() > 0) {
                throw new StreamCorruptedException(value == null ? "it is null" : "something follows it");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            if (e instanceof CodecException known) {
                throw known;
            }
            throw new CodecException("a stored object cannot be read: " + e.getMessage(), e);
        }
    }

    private @Nullable Object read(BoundedInput input, byte[] bytes, int depth) throws IOException {
        int tag = input.readByte();
        PlainType<?> plain = PlainTypes.ofTag(tag);
        if (plain != null) {
            return plain.reader().read(input);
        }
        if (depth > DEEPEST) {
            throw new StreamCorruptedException("it is more than " + DEEPEST + " deep");
        }
        return switch (tag) {
            case 'n' -> null;
            case 'l' -> readElements(input, bytes, new ArrayList<>(), depth);
            case 's' -> readElements(input, bytes, new LinkedHashSet<>(), depth);
            case 'm' -> readMap(input, bytes, depth);
            case 'E' -> readEnum(input);
            case 'J' -> {
                Class<?> type = classes.find(PlainTypes.readText(input));
                yield Codec.json().decode(PlainTypes.readBytes(input), type);
            }
            case 'O' -> readSerialized(input, bytes);
            default -> throw new StreamCorruptedException("it begins with " + tag);
        };
    }

    private <C extends Collection<@Nullable Object>> C readElements(
            BoundedInput input, byte[] bytes, C elements, int depth) throws IOException {
        int count = input.readInt();
        BoundedInput.check(input, count);
        for (int i = 0; i < count; i++) {
            elements.add(read(input, bytes, depth + 1));
        }
        return elements;
    }

    private Map<@Nullable Object, @Nullable Object> readMap(BoundedInput input, byte[] bytes, int depth)
            throws IOException {
        int count = input.readInt();
        BoundedInput.check(input, count);
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(read(input, bytes, depth + 1), read(input, bytes, depth + 1));
        }
        return map;
    }

    private Object readEnum(BoundedInput input) throws IOException {
        Class<?> type = classes.find(PlainTypes.readText(input));
        String name = PlainTypes.readText(input);
        Object[] constants = type.getEnumConstants();
        if (constants != null) {
            for (Object each : constants) {
                if (((Enum<?>) each).name().equals(name)) {
                    return each;
                }
            }
        }
        throw new StreamCorruptedException(type.getName() + " has no constant " + name);
    }

    private Object readSerialized(BoundedInput input, byte[] bytes) throws IOException {
        if (serialization.isEmpty()) {
            throw new CodecException("a serialized object is stored, and Java's serialization is not allowed", null);
        }
        int length = input.readInt();
        BoundedInput.check(input, length);
        int from = bytes.length - input.available();
        input.skipNBytes(length);
        return serialization.get().read(bytes, from, length);
    }

    // What never changes.

    public boolean isImmutable(Object value) {
        return immutable.get(value.getClass());
    }

    private static boolean isImmutable(Class<?> type, int depth) {
        if (PlainTypes.isImmutable(type) || type.isEnum() || Enum.class.isAssignableFrom(type)) {
            return true;
        }
        if (!type.isRecord() || depth > DEEPEST / 10) {
            return false;
        }
        for (RecordComponent each : type.getRecordComponents()) {
            if (!isImmutable(each.getType(), depth + 1)) {
                return false;
            }
        }
        return true;
    }
}
