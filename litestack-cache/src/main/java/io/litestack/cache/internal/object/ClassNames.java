package io.litestack.cache.internal.object;

import io.litestack.core.CodecException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which classes may be built from stored bytes, and where they are found. Thread-safe. */
final class ClassNames {
    private final List<String> allowed;
    private final ClassLoader loader;
    private final Map<String, Class<?>> known = new ConcurrentHashMap<>();

    ClassNames(List<String> allowed, ClassLoader loader) {
        allowed.forEach(ClassNames::check);
        this.allowed = List.copyOf(allowed);
        this.loader = loader;
    }

    private static void check(String name) {
        String stem = name.endsWith(".**")
                ? name.substring(0, name.length() - 3)
                : name.endsWith(".*") ? name.substring(0, name.length() - 2) : name;
        if (stem.isBlank() || stem.indexOf('*') >= 0) {
            throw new IllegalArgumentException(
                    "an allowed class must be a name, such as com.example.User, com.example.* or com.example.**, but is \""
                            + name + '"');
        }
    }

    boolean isAllowed(String name) {
        return allowed.stream().anyMatch(it -> matches(it, name));
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.endsWith(".**")) {
            return name.startsWith(pattern.substring(0, pattern.length() - 2));
        }
        if (pattern.endsWith(".*")) {
            int length = pattern.length() - 1;
            return name.startsWith(pattern.substring(0, length)) && name.indexOf('.', length) < 0;
        }
        return name.equals(pattern);
    }

    /**
     * Finds the class of stored bytes.
     *
     * @throws CodecException if it is not allowed, or does not exist
     */
    Class<?> find(String name) {
        Class<?> found = known.get(name);
        if (found != null) {
            return found;
        }
        if (!isAllowed(name)) {
            throw new CodecException("a " + name + " is stored, which is not among the allowed classes", null);
        }
        try {
            found = Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new CodecException("a " + name + " is stored, which cannot be loaded: " + e.getMessage(), e);
        }
        known.put(name, found);
        return found;
    }
}
