package io.litestack.jcache.internal.cache;

import io.litestack.jcache.internal.store.Found;
import java.util.Objects;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** An entry in the hands of a processor: notes what it does. For one thread. */
final class ProcessorEntry<K, V> implements MutableEntry<K, V> {
    private final K key;
    private final Source<K, V> source;
    private final boolean wasThere;
    private @Nullable V value;
    private Outcome.Action action = Outcome.Action.KEEP;

    ProcessorEntry(K key, @Nullable Found<V> found, Source<K, V> source) {
        this.key = key;
        this.source = source;
        this.wasThere = found != null;
        this.value = found == null ? null : found.value();
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public boolean exists() {
        return value != null;
    }

    @Override
    public @Nullable V getValue() {
        if (value == null && action == Outcome.Action.KEEP && source.isReadThrough()) {
            value = source.load(key);
            if (value != null) {
                action = Outcome.Action.LOAD;
            }
        } else if (value != null && action == Outcome.Action.KEEP) {
            action = Outcome.Action.ACCESS;
        }
        return value;
    }

    @Override
    public void setValue(V changed) {
        value = Objects.requireNonNull(changed, "value");
        action = Outcome.Action.PUT;
    }

    @Override
    public void remove() {
        boolean isUndone = !wasThere && (action == Outcome.Action.PUT || action == Outcome.Action.LOAD);
        action = isUndone ? Outcome.Action.KEEP : Outcome.Action.REMOVE;
        value = null;
    }

    <R> Outcome<V, R> outcome(@Nullable R result) {
        return new Outcome<>(action, value, result);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Unwrapping.unwrap(this, type);
    }
}
