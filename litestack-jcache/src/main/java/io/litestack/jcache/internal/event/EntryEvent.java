package io.litestack.jcache.internal.event;

import javax.cache.Cache;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** A change as one listener is to see it. Immutable. */
final class EntryEvent<K, V> extends CacheEntryEvent<K, V> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody writes events
    private final Change<K, V> change;

    private final boolean isWithBefore;

    EntryEvent(Cache<K, V> source, EventType type, Change<K, V> change, boolean isWithBefore) {
        super(source, type);
        this.change = change;
        this.isWithBefore = isWithBefore;
    }

    @Override
    public K getKey() {
        return change.key();
    }

    /** Of an entry that is gone the value is the old one. */
    @Override
    public @Nullable V getValue() {
        return getEventType() == EventType.REMOVED ? getOldValue() : change.value();
    }

    @Override
    public @Nullable V getOldValue() {
        return isWithBefore ? change.before() : null;
    }

    @Override
    public boolean isOldValueAvailable() {
        return isWithBefore && change.before() != null;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new IllegalArgumentException("an event is no " + type.getName());
    }
}
