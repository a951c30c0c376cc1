package io.litestack.cache.internal.put;

import io.litestack.cache.EntryOptions;
import io.litestack.cache.RemovalCause;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.EntryFactory;
import io.litestack.cache.internal.load.LoadRequest;
import io.litestack.cache.internal.load.LoadedKeeper;
import io.litestack.cache.internal.write.PendingWrite;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Puts values that nobody waits for. Thread-safe. */
public final class EntryWriter implements LoadedKeeper {
    private final PutParts parts;

    public EntryWriter(PutParts parts) {
        this.parts = parts;
    }

    /** Puts a value; whether it is to be waited for is for the caller to see. */
    public <V> void put(NewValue<V> value) {
        Content content = value.encoded();
        Entry entry = entry(value, content, place());
        parts.context().counters().puts.increment();
        if (parts.removals().needsKeys() && parts.pending().isInMemory(value.key())) {
            parts.removals().removed(value.key(), RemovalCause.REPLACED);
        }
        if (parts.admission().admits(entry)) {
            enqueue(entry);
            // what has invalidated it meanwhile may be forgotten here, and not by others: it is put anew then
            while (parts.generations().isTooOldToWait(entry.born())) {
                entry = entry(value, content, parts.generations().forgettableUpTo());
                enqueue(entry);
            }
        } else {
            parts.degradation().degrade(entry, parts.admission().reason());
        }
        parts.writeBehind().submit();
    }

    /**
     * Where in the log a value is put. It would be taken for older than what others have invalidated before, were the log not read for longer
     * than that may be.
     */
    private long place() {
        boolean isFresh = parts.log().isFresh(parts.context().clock().ticks());
        if (!isFresh && !parts.context().internals().isThreadInsideThis()) {
            parts.log().verify();
        }
        return parts.log().position();
    }

    private void enqueue(Entry entry) {
        parts.pending().put(PendingWrite.put(entry, parts.context().clock().ticks()));
    }

    private <V> Entry entry(NewValue<V> value, Content content, long born) {
        return entry(parts.entries(), value, content, born);
    }

    /** Makes an entry that remembers its value. */
    static <V> Entry entry(EntryFactory entries, NewValue<V> value, Content content, long born) {
        Entry entry = entries.make(new EntryFactory.Request(value.key(), content, value.options(), born), 0);
        value.format().remember(entry, value.value());
        return entry;
    }

    @Override
    public <V> void keep(
            LoadRequest<V> request, long born, long loadMicros, @Nullable V value, BooleanSupplier isValid) {
        Content content = value == null ? Content.ofNull() : request.format().encode(value);
        if (!parts.entries().fits(content)) {
            return;
        }
        EntryOptions options = request.options().entry();
        if (value == null) {
            options =
                    options.withExpireAfterWrite(request.options().nullExpiry().orElseThrow());
        }
        Entry entry = parts.entries().make(new EntryFactory.Request(request.key(), content, options, born), loadMicros);
        if (value != null) {
            request.format().remember(entry, value);
        }
        if (!parts.admission().admits(entry)) {
            return;
        }
        boolean isKept = parts.pending()
                .putLoaded(
                        entry,
                        parts.context().clock().ticks(),
                        () -> isValid.getAsBoolean() && parts.generations().isAlive(entry));
        if (isKept) {
            parts.context().counters().puts.increment();
            parts.writeBehind().submit();
        }
    }
}
