package io.litestack.jcache.internal.cache;

import io.litestack.cache.EntryOptions;
import io.litestack.jcache.internal.store.EntryStore;
import io.litestack.jcache.internal.store.Found;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one key, each of which is decided by what the key has. In this process a key is locked meanwhile; if another process was
 * quicker the decision is made once more, so that it is as if nobody had been in between. Thread-safe.
 */
final class Changes<K, V> {
    private final CacheParts<K, V> parts;

    Changes(CacheParts<K, V> parts) {
        this.parts = parts;
    }

    /** Makes a change, and returns the result of the decision that counted. */
    <R> @Nullable R change(K key, Function<@Nullable Found<V>, Outcome<V, R>> decision) {
        return parts.locks().<@Nullable R>with(key, () -> {
            while (true) {
                Found<V> found = parts.store().find(key);
                Outcome<V, R> outcome = decision.apply(found);
                if (apply(key, found, outcome)) {
                    return outcome.result();
                }
            }
        });
    }

    /** Makes a change whose decision is about a yes or no. */
    boolean test(K key, Function<@Nullable Found<V>, Outcome<V, Boolean>> decision) {
        return Boolean.TRUE.equals(change(key, decision));
    }

    private boolean apply(K key, @Nullable Found<V> found, Outcome<V, ?> outcome) {
        switch (outcome.action()) {
            case KEEP -> {
                return true;
            }
            case ACCESS -> {
                if (found != null) {
                    accessed(key, found);
                }
                return true;
            }
            case PUT, LOAD -> {
                V value = Objects.requireNonNull(outcome.value());
                if (outcome.action() == Outcome.Action.PUT) {
                    parts.source().write(key, value);
                }
                return found == null ? create(key, value) : update(key, found, value);
            }
            case REMOVE, DROP -> {
                if (outcome.action() == Outcome.Action.REMOVE) {
                    parts.source().delete(key);
                }
                return remove(key, found);
            }
            default -> throw new IllegalStateException(outcome.action().name());
        }
    }

    /** Prolongs or ends an entry that was read. */
    void accessed(K key, Found<V> found) {
        Duration duration = parts.rules().access();
        if (duration != null) {
            if (duration.isZero()) {
                parts.store().remove(key, found);
            } else {
                parts.store().touch(key, duration);
            }
        }
    }

    private boolean create(K key, V value) {
        long begin = parts.statistics().begin();
        Duration duration = parts.rules().creation();
        if (duration.isZero()) {
            return true;
        }
        if (!parts.store().replace(key, null, value, ExpiryRules.options(duration))) {
            return false;
        }
        parts.statistics().put(1, begin);
        parts.listeners().created(key, value);
        return true;
    }

    private boolean update(K key, Found<V> found, V value) {
        long begin = parts.statistics().begin();
        Duration duration = parts.rules().update();
        boolean isDone = (duration != null && duration.isZero())
                ? parts.store().remove(key, found)
                : parts.store().replace(key, found, value, options(duration, found));
        if (isDone) {
            parts.statistics().put(1, begin);
            parts.listeners().updated(key, value, found.value());
        }
        return isDone;
    }

    private static EntryOptions options(@Nullable Duration duration, Found<?> found) {
        return duration == null ? EntryStore.endingAt(found.expiresAt()) : ExpiryRules.options(duration);
    }

    private boolean remove(K key, @Nullable Found<V> found) {
        long begin = parts.statistics().begin();
        if (found == null) {
            // a load that has begun before must not bring back what it has read
            parts.store().forget(key);
            return true;
        }
        if (!parts.store().remove(key, found)) {
            return false;
        }
        parts.statistics().removed(begin);
        parts.listeners().removed(key, found.value());
        return true;
    }
}
