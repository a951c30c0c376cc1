package io.litestack.cache.internal.put;

import io.litestack.cache.EntryOptions;
import io.litestack.cache.RemovalCause;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.EntryFactory;
import io.litestack.cache.internal.entry.Formats;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.report.Removals;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.write.KeyWriter;
import io.litestack.cache.internal.write.WriteBatch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Changes whose outcome is decided in the file: all of them wait for their commit, and throw if there is none. Thread-safe. */
public final class EntryOperations {
    private static final int MOST_AT_ONCE = 500;

    private final CacheContext context;
    private final Heap heap;
    private final EntryFactory entries;
    private final KeyWriter writer;
    private final Removals removals;

    public EntryOperations(CacheContext context, Heap heap, EntryFactory entries, KeyWriter writer, Removals removals) {
        this.context = context;
        this.heap = heap;
        this.entries = entries;
        this.writer = writer;
        this.removals = removals;
    }

    /** Puts a value, whatever the key has. */
    public <V> void put(NewValue<V> value) {
        putAll(List.of(value));
    }

    public <V> void putAll(List<NewValue<V>> values) {
        List<Content> contents = new ArrayList<>(values.size());
        values.forEach(it -> contents.add(checked(it.encoded(), it)));
        for (int from = 0; from < values.size(); from += MOST_AT_ONCE) {
            int to = Math.min(values.size(), from + MOST_AT_ONCE);
            putSome(values.subList(from, to), contents.subList(from, to));
        }
    }

    private <V> void putSome(List<NewValue<V>> values, List<Content> contents) {
        List<Key> keys = values.stream().map(NewValue::key).toList();
        writer.change(keys, (batch, results) -> {
            for (int i = 0; i < keys.size(); i++) {
                write(batch, EntryWriter.entry(entries, values.get(i), contents.get(i), batch.born()), results);
            }
            return true;
        });
        context.counters().puts.add(values.size());
    }

    /** Too large a value is refused before anything is begun. */
    private Content checked(Content content, NewValue<?> value) {
        entries.make(new EntryFactory.Request(value.key(), content, value.options(), 0), 0);
        return content;
    }

    private static void write(WriteBatch batch, Entry entry, Map<Key, Entry> results) throws SQLException {
        batch.put(entry);
        results.put(entry.key(), entry);
    }

    /** Puts a value and returns the entry before. */
    public <V> Optional<Entry> exchange(NewValue<V> value) {
        Content content = checked(value.encoded(), value);
        Optional<Entry> before = writer.<Optional<Entry>>change(List.of(value.key()), (batch, results) -> {
            Entry current = batch.current(value.key());
            write(batch, EntryWriter.entry(entries, value, content, batch.born()), results);
            return Optional.ofNullable(current);
        });
        context.counters().puts.increment();
        before.ifPresent(it -> removals.removed(it.key(), RemovalCause.REPLACED));
        return before;
    }

    /** Puts a value if the entry of its key, or null if it has none, meets a condition. */
    public <V> boolean putIf(NewValue<V> value, Predicate<@Nullable Entry> condition) {
        Content content = checked(value.encoded(), value);
        boolean[] isReplaced = new boolean[1];
        boolean isPut = writer.<Boolean>change(List.of(value.key()), (batch, results) -> {
            Entry current = batch.current(value.key());
            boolean isMet = condition.test(current);
            isReplaced[0] = isMet && current != null;
            if (isMet) {
                write(batch, EntryWriter.entry(entries, value, content, batch.born()), results);
            } else if (current != null) {
                results.put(value.key(), current);
            }
            return isMet;
        });
        if (isPut) {
            context.counters().puts.increment();
        }
        if (isReplaced[0]) {
            removals.removed(value.key(), RemovalCause.REPLACED);
        }
        return isPut;
    }

    /** Removes a key if its entry meets a condition, and returns that. A key without a row may still be in the heaps of others. */
    public Optional<Entry> remove(Key key, Predicate<Entry> condition) {
        Optional<Entry> removed = writer.<Optional<Entry>>change(List.of(key), (batch, results) -> {
            Entry current = batch.current(key);
            if (current != null && !condition.test(current)) {
                results.put(key, current);
                return Optional.empty();
            }
            batch.remove(key);
            return Optional.ofNullable(current);
        });
        removed.ifPresent(it -> removals.removed(key, RemovalCause.REMOVED));
        return removed;
    }

    public int removeAll(List<Key> keys) {
        int removed = 0;
        for (int from = 0; from < keys.size(); from += MOST_AT_ONCE) {
            List<Key> some = keys.subList(from, Math.min(keys.size(), from + MOST_AT_ONCE));
            List<Key> found = writer.change(some, (batch, results) -> {
                List<Key> current = new ArrayList<>();
                for (Key key : some) {
                    if (batch.current(key) != null) {
                        current.add(key);
                    }
                    batch.remove(key);
                }
                return current;
            });
            found.forEach(it -> removals.removed(it, RemovalCause.REMOVED));
            removed += found.size();
        }
        return removed;
    }

    public boolean touch(Key key, Duration expiry) {
        return writer.<Boolean>change(List.of(key), (batch, results) -> {
            Entry current = batch.current(key);
            if (current == null) {
                return false;
            }
            long stale = current.staleUntilMs() - current.expiresAtMs();
            Lifetime lifetime = Lifetime.ofTtl(
                    expiry.toMillis(), stale, current.idleMs(), context.clock().millis());
            PreparedStatement touch = batch.statements().prepare(CacheSql.TOUCH);
            touch.setLong(1, key.hash());
            touch.setLong(2, lifetime.expiresAtMs());
            touch.setLong(3, lifetime.ttlMs());
            touch.setLong(4, current.version());
            touch.executeUpdate();
            batch.changed(key);
            Origin origin = new Origin(current.version(), current.born(), current.loadMicros());
            results.put(key, new Entry(key, current.content(), lifetime, origin, current.tags()).madeOf(current));
            return true;
        });
    }

    // Counters.

    /**
     * What became of an increment.
     *
     * @param sum the sum, or what was found instead
     * @param failure why there is no sum, or null
     */
    private record Increment(long sum, @Nullable RuntimeException failure) {}

    public long increment(Key key, long amount, EntryOptions options) {
        Entry known = heap.peek(key);
        Increment done = writer.<Increment>change(List.of(key), (batch, results) -> {
            Increment quick = known == null || !isCounter(batch, known) ? null : add(batch, known, amount, results);
            if (quick != null && quick.failure == null) {
                return quick;
            }
            Entry current = batch.current(key);
            if (current == null) {
                write(batch, counter(key, amount, options, batch.born()), results);
                return new Increment(amount, null);
            }
            results.put(key, current);
            if (current.content().format() != Formats.NUMBER) {
                return new Increment(0, new IllegalStateException("\"" + key + "\" has a value that is no Long"));
            }
            return Objects.requireNonNull(add(batch, current, amount, results));
        });
        if (done.failure != null) {
            throw done.failure;
        }
        return done.sum;
    }

    private Entry counter(Key key, long amount, EntryOptions options, long born) {
        return entries.make(new EntryFactory.Request(key, Content.ofNumber(amount), options, born), 0);
    }

    private static boolean isCounter(WriteBatch batch, Entry known) {
        return known.place() != 0 && known.content().format() == Formats.NUMBER && batch.counts(known);
    }

    /** Adds to a counter; null, and nothing has happened, if its row is not as the entry says any more. */
    private @Nullable Increment add(WriteBatch batch, Entry current, long amount, Map<Key, Entry> results)
            throws SQLException {
        Key key = current.key();
        long before = current.content().number();
        long sum = before + amount;
        if (((before ^ sum) & (amount ^ sum)) < 0) {
            return new Increment(
                    before,
                    new ArithmeticException("\"" + key + "\" is " + before + ", and adding " + amount
                            + " would go beyond what a long can be"));
        }
        long version = entries.nextVersion();
        PreparedStatement set = batch.statements().prepare(CacheSql.SET_NUMBER);
        set.setLong(1, current.place());
        set.setLong(2, sum);
        set.setLong(3, version);
        set.setLong(4, current.version());
        set.setLong(5, current.expiresAtMs());
        if (set.executeUpdate() == 0) {
            return null;
        }
        batch.changed(key);
        batch.used(current);
        Origin origin = new Origin(version, current.born(), 0);
        results.put(
                key, new Entry(key, Content.ofNumber(sum), current.lifetime(), origin, current.tags()).madeOf(current));
        return new Increment(sum, null);
    }
}
