package io.litestack.cache.internal.object;

import io.litestack.core.CodecException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/** Java's serialization of the classes that a filter allows, and of no others. Thread-safe. */
final class Serialization {
    private final String pattern;
    private final ObjectInputFilter filter;
    private final ClassLoader loader;

    Serialization(String pattern, ClassLoader loader) {
        if (pattern.isBlank()) {
            throw new IllegalArgumentException("the filter of Java's serialization must name classes, but is empty");
        }
        this.pattern = pattern;
        this.filter = ObjectInputFilter.Config.createFilter(pattern.endsWith("!*") ? pattern : pattern + ";!*");
        this.loader = loader;
    }

    byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (Output output = new Output(bytes)) {
            output.writeObject(value);
        } catch (IOException e) {
            throw new CodecException(
                    "cannot write a " + value.getClass().getName() + " by Java's serialization: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    Object read(byte[] bytes, int from, int length) {
        try (Input input = new Input(new ByteArrayInputStream(bytes, from, length))) {
            input.setObjectInputFilter(filter);
            return input.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError e) {
            throw new CodecException("a serialized object cannot be read: " + e.getMessage(), e);
        }
    }

    /** Refuses what could not be read again, and writes equal values as equal bytes whether or not they are one object. */
    private final class Output extends ObjectOutputStream {
        private final Map<Object, Object> single = new HashMap<>();

        Output(OutputStream output) throws IOException {
            super(output);
            enableReplaceObject(true);
        }

        /** Single values that are equal become one, which is written once and referred to from then on. */
        @Override
        protected Object replaceObject(Object value) {
            return PlainTypes.isImmutable(value.getClass()) ? single.computeIfAbsent(value, it -> it) : value;
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            if (filter.checkInput(new Written(type)) == ObjectInputFilter.Status.REJECTED) {
                throw new InvalidClassException(type.getName(), "the filter \"" + pattern + "\" does not allow it");
            }
        }
    }

    /** A class that is about to be written. */
    private record Written(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
        @Override
        public long arrayLength() {
            return serialClass.isArray() ? 0 : -1;
        }

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }

        @Override
        public long streamBytes() {
            return 0;
        }
    }

    private final class Input extends ObjectInputStream {
        Input(InputStream input) throws IOException {
            super(input);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(described);
            }
        }
    }
}
