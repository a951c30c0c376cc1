package io.litestack.jcache.internal.manager;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.ObjectCodec;
import io.litestack.core.LitestackException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.cache.CacheException;

/**
 * What the properties of a manager say. Those that it does not have are looked for among the system's.
 *
 * @param path the file
 * @param properties the manager's properties
 */
record ManagerSettings(Path path, Properties properties) {
    private static final String PREFIX = "io.litestack.jcache.";
    private static final String MAX_SIZE = PREFIX + "max-size-bytes";
    private static final String HEAP_SIZE = PREFIX + "heap-size-bytes";
    private static final String ALLOWED = PREFIX + "allowed-classes";
    private static final String SERIALIZATION = PREFIX + "java-serialization";
    private static final List<String> KNOWN = List.of(MAX_SIZE, HEAP_SIZE, ALLOWED, SERIALIZATION);

    static final String DEFAULT_URI = PREFIX + "uri";

    static ManagerSettings of(URI uri, Properties properties) {
        for (String each : properties.stringPropertyNames()) {
            if (each.startsWith(PREFIX) && !KNOWN.contains(each)) {
                throw new CacheException("there is no property " + each + "; those of a manager are " + KNOWN);
            }
        }
        return new ManagerSettings(pathOf(uri), properties);
    }

    private static Path pathOf(URI uri) {
        try {
            if ("file".equals(uri.getScheme())) {
                return Path.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw new CacheException("the URI of a manager names no file: " + uri + " (" + e.getMessage() + ")", e);
        }
        throw new CacheException(
                "the URI of a manager must be that of its file, such as file:/var/lib/app/jcache.sqlite3," + " but is "
                        + uri);
    }

    private Optional<String> get(String key) {
        String value = properties.getProperty(key, System.getProperty(key));
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private Optional<Long> bytes(String key) {
        return get(key).map(text -> {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new CacheException(key + " must be a number of bytes, but is \"" + text + '"', e);
            }
        });
    }

    CacheConfig config() {
        CacheConfig.Builder builder = CacheConfig.builder(path);
        bytes(MAX_SIZE).ifPresent(builder::maxSizeBytes);
        bytes(HEAP_SIZE).ifPresent(builder::heapSizeBytes);
        try {
            return builder.build();
        } catch (LitestackException e) {
            throw new CacheException(e.getMessage(), e);
        }
    }

    ObjectCodec codec(ClassLoader loader) {
        ObjectCodec codec = ObjectCodec.standard().withClassLoader(loader);
        try {
            if (get(ALLOWED).isPresent()) {
                codec = codec.allowing(get(ALLOWED).get().split("\\s*,\\s*"));
            }
            if (get(SERIALIZATION).isPresent()) {
                codec = codec.withJavaSerialization(get(SERIALIZATION).get());
            }
            return codec;
        } catch (IllegalArgumentException e) {
            throw new CacheException(ALLOWED + " or " + SERIALIZATION + ": " + e.getMessage(), e);
        }
    }
}
