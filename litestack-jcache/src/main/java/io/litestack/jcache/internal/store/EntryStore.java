package io.litestack.jcache.internal.store;

import io.litestack.cache.CacheNamespace;
import io.litestack.cache.CacheType;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.LoadOptions;
import io.litestack.cache.Lookup;
import io.litestack.cache.ObjectCodec;
import io.litestack.cache.TypedCache;
import io.litestack.core.CodecException;
import io.litestack.core.LitestackException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** The entries of one cache, by their keys as objects. What the cache below throws becomes what JCache throws. Thread-safe. */
public final class EntryStore<K, V> {
    private static final CacheType<StoredEntry> TYPE =
            CacheType.of(StoredEntry.class).withCodec(StoredEntryCodec.INSTANCE, "jcache.1");

    private final CacheNamespace namespace;
    private final TypedCache<StoredEntry> entries;
    private final ObjectCodec codec;
    private final KeyTexts keys;

    private EntryStore(CacheNamespace namespace, ObjectCodec codec) {
        this.namespace = namespace;
        this.entries = namespace.typed(TYPE);
        this.codec = codec;
        this.keys = new KeyTexts(codec);
    }

    public static <K, V> EntryStore<K, V> of(io.litestack.cache.Cache cache, String name, ObjectCodec codec) {
        return new EntryStore<>(cache.namespace(KeyTexts.namespaceOf(name)), codec);
    }

    /** Returns a value alone, which is the quickest. */
    public @Nullable V value(K key) {
        return translated(() -> {
            Optional<StoredEntry> found = entries.find(keys.textOf(key));
            return found.isPresent() ? valueOf(found.get()) : null;
        });
    }

    public @Nullable Found<V> find(K key) {
        return translated(() -> findText(keys.textOf(key)));
    }

    private @Nullable Found<V> findText(String text) {
        if (entries.lookup(text) instanceof Lookup.Hit<StoredEntry> hit && hit.value() != null) {
            return new Found<>(valueOf(hit.value()), hit.version(), hit.expiresAt());
        }
        return null;
    }

    public boolean contains(K key) {
        return translated(() -> namespace.contains(keys.textOf(key)));
    }

    @SuppressWarnings("unchecked") // the cache stores values of its type only
    private V valueOf(StoredEntry entry) {
        Object known = entry.object();
        if (known != null) {
            return (V) known;
        }
        Object value = codec.decode(entry.value(), Object.class);
        if (codec.isImmutable(value)) {
            entry.remember(value);
        }
        return (V) value;
    }

    private StoredEntry entryOf(KeyTexts.KeyText key, V value) {
        StoredEntry entry = new StoredEntry(key.bytes(), codec.encode(value));
        if (codec.isImmutable(value)) {
            entry.remember(value);
        }
        return entry;
    }

    /** Puts a value whatever the key has, without waiting for its commit. */
    public void put(K key, V value, EntryOptions options) {
        translated(() -> {
            KeyTexts.KeyText text = keys.of(key);
            entries.put(text.text(), entryOf(text, value), options);
            return true;
        });
    }

    /** Puts a value if the key still has what was found, or still has nothing. */
    public boolean replace(K key, @Nullable Found<V> found, V value, EntryOptions options) {
        return translated(() -> {
            KeyTexts.KeyText text = keys.of(key);
            StoredEntry entry = entryOf(text, value);
            return found == null
                    ? entries.putIfAbsent(text.text(), entry, options)
                    : entries.compareAndSet(text.text(), found.version(), entry, options);
        });
    }

    /** Removes what was found, if it still is there. */
    public boolean remove(K key, Found<V> found) {
        return translated(() -> namespace.remove(keys.textOf(key), found.version()));
    }

    /** Ends loads of a key that has nothing. */
    public void forget(K key) {
        translated(() -> namespace.remove(keys.textOf(key)));
    }

    /** Returns the value of a key, or the one that is loaded for it; null if there is none. */
    @SuppressWarnings("NullAway") // a loader may return null, which a lambda cannot say
    public @Nullable V load(K key, EntryOptions options, Supplier<@Nullable V> loader) {
        KeyTexts.KeyText text = translated(() -> keys.of(key));
        Optional<StoredEntry> entry =
                translated(() -> entries.find(text.text(), LoadOptions.of(options), () -> loaded(text, loader)));
        return entry.isPresent() ? valueOf(entry.get()) : null;
    }

    private @Nullable StoredEntry loaded(KeyTexts.KeyText key, Supplier<@Nullable V> loader) {
        V value = loader.get();
        return value == null ? null : entryOf(key, value);
    }

    /** Lets what the key has count for so long from now on. */
    public void touch(K key, Duration expiry) {
        translated(() -> namespace.touch(keys.textOf(key), expiry));
    }

    /** Removes everything. */
    public void clear() {
        translated(() -> {
            namespace.clear();
            return true;
        });
    }

    /** The keys that there are, found as the iteration gets on. */
    public Iterator<String> texts() {
        return translated(() -> namespace.keys("").iterator());
    }

    /** An entry by the text of its key, or null if it is gone. */
    @SuppressWarnings("unchecked") // the cache stores keys of its type only
    public Map.@Nullable Entry<K, Found<V>> entry(String text) {
        return translated(() -> {
            if (!(entries.lookup(text) instanceof Lookup.Hit<StoredEntry> hit) || hit.value() == null) {
                return null;
            }
            K key = (K) keys.keyOf(text, hit.value().key());
            return Map.entry(key, new Found<>(valueOf(hit.value()), hit.version(), hit.expiresAt()));
        });
    }

    /** An entry that ends when the one before would have. */
    public static EntryOptions endingAt(Optional<Instant> end) {
        return end.isPresent() ? EntryOptions.standard().withExpireAt(end.get()) : EntryOptions.standard();
    }

    private static <R extends @Nullable Object> R translated(Supplier<R> call) {
        try {
            return call.get();
        } catch (CodecException e) {
            throw new CacheException(e.getMessage(), e);
        } catch (LitestackException | IllegalArgumentException e) {
            throw new CacheException("the cache below failed: " + e.getMessage(), e);
        }
    }
}
