package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.Rows;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command of ours: changes of rows, and the row of the log that tells of them. It is made anew when the command runs once
 * more. Used by whoever holds the writer.
 */
public final class WriteBatch {
    private static final int FIRST_CHANGES = 16;

    private final WriteParts parts;
    private final Statements statements;
    private final long number;
    private final InvalidationLog.End end;
    private final long nowNanos;
    private final List<PendingWrite> taken;
    private long[] changed = new long[FIRST_CHANGES];
    private int changes;
    private boolean isWithin;
    private long place = -1;
    private long seq;
    private int bytes;

    private WriteBatch(
            WriteParts parts, Statements statements, InvalidationLog.End end, long number, List<PendingWrite> taken) {
        this.parts = parts;
        this.statements = statements;
        this.number = number;
        this.taken = taken;
        this.end = end;
        this.nowNanos = parts.context().clock().nanos();
        this.seq = end.seq();
    }

    /**
     * Begins a run in a transaction of the store's queue: what others have committed is known from here on.
     *
     * @param number the batch's
     * @param taken the changes that an earlier run of it has taken; those of this run are added
     */
    static WriteBatch own(WriteParts parts, Statements statements, long number, List<PendingWrite> taken)
            throws SQLException {
        return new WriteBatch(parts, statements, parts.log().endAfterOthers(statements), number, taken);
    }

    /** Begins a run in a transaction of the application, which may hold uncommitted invalidations. */
    static WriteBatch within(WriteParts parts, Statements statements, long number, List<PendingWrite> taken)
            throws SQLException {
        WriteBatch batch = new WriteBatch(parts, statements, parts.log().end(statements), number, taken);
        batch.isWithin = true;
        return batch;
    }

    /**
     * Begins an invalidation that is a part of a transaction of the application.
     *
     * @param id what the log calls it; negative
     */
    public static WriteBatch ofTransaction(WriteParts parts, Statements statements, long id) throws SQLException {
        return within(parts, statements, id, new ArrayList<>());
    }

    public Statements statements() {
        return statements;
    }

    /** The number that the row of the log will have: what is born there is younger than everything before. */
    public long born() {
        return end.seq() + 1;
    }

    /** The number of the newest row of the log, with that of this batch once it is {@link #finish}ed. */
    long seq() {
        return seq;
    }

    /** How much was written, about. */
    int bytes() {
        return bytes;
    }

    // Single keys.

    /** Writes what waits for a key, so that what follows comes after it. */
    public void settle(Key key) throws SQLException {
        PendingWrite write = parts.pending().take(key, number);
        if (write != null) {
            taken.add(write);
            write(write);
        }
    }

    /** Writes a change alone. Whether what was loaded is still right is not known within a transaction of the application. */
    private void write(PendingWrite write) throws SQLException {
        Entry entry = write.entry();
        if (entry != null && isToBeWritten(entry) && !(isWithin && write.isLoaded())) {
            put(entry);
        } else {
            remove(write.key());
        }
    }

    /** Reads a row as it stands in this transaction; null if there is none that counts. */
    public @Nullable Entry current(Key key) throws SQLException {
        Entry entry;
        boolean counts;
        do {
            entry = read(key);
            counts = entry != null && counts(entry);
        } while (entry != null && !counts && parts.generations().isOfUnknownAge(entry));
        return counts ? entry : null;
    }

    private @Nullable Entry read(Key key) throws SQLException {
        long known = parts.generations().forgottenUpTo();
        PreparedStatement find = statements.prepare(CacheSql.FIND);
        find.setLong(1, key.hash());
        try (ResultSet row = find.executeQuery()) {
            Entry entry = row.next() ? Rows.read(key, row) : null;
            if (entry != null) {
                entry.checkedUpTo(known);
            }
            return entry;
        }
    }

    /** Whether an entry counts, if it is what the file has. */
    public boolean counts(Entry entry) {
        return entry.isCurrent(nowNanos)
                && entry.lifetime().isPlausible(nowNanos / 1_000_000)
                && parts.generations().isAlive(entry);
    }

    /** What an open transaction will invalidate, perhaps, is written: if that commits it does not count, and else nothing has happened. */
    private boolean isToBeWritten(Entry entry) {
        return !parts.generations().isOutdated(entry);
    }

    public void put(Entry entry) throws SQLException {
        parts.space().makeRoom(statements, entry.storedBytes());
        PreparedStatement put = statements.prepare(CacheSql.PUT);
        Rows.bind(put, entry, nextPlace());
        if (put.executeUpdate() == 0) {
            putWithEarlierCheck(put, entry);
        }
        bytes += entry.storedBytes();
        changed(entry.key());
    }

    /** Says that an entry is in use, though it is only written. */
    public void used(Entry entry) {
        parts.space().used(entry.place());
    }

    public void remove(Key key) throws SQLException {
        PreparedStatement remove = statements.prepare(CacheSql.REMOVE);
        remove.setLong(1, key.hash());
        remove.executeUpdate();
        changed(key);
    }

    /** Says that a key was changed by a statement of the caller's. */
    public void changed(Key key) {
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, changes * 2);
        }
        changed[changes++] = key.hash();
    }

    // Many at once.

    /** Writes the changes that an earlier run has taken. */
    void writeTaken() throws SQLException {
        writeAll(List.copyOf(taken));
    }

    /**
     * Takes the oldest changes and writes them.
     *
     * @return how many bytes they were; 0 if there are none
     */
    long writeOldest(int mostWrites, long mostBytes) throws SQLException {
        List<PendingWrite> oldest = parts.pending().takeOldest(number, mostWrites, mostBytes);
        taken.addAll(oldest);
        parts.batches().running(number, taken);
        writeAll(oldest);
        return oldest.stream().mapToLong(PendingWrite::bytes).sum();
    }

    private void writeAll(List<PendingWrite> writes) throws SQLException {
        if (writes.isEmpty()) {
            return;
        }
        List<Entry> puts = new ArrayList<>(writes.size());
        List<Key> removals = new ArrayList<>();
        long bytes = 0;
        for (PendingWrite write : writes) {
            Entry entry = write.entry();
            if (entry != null && isToBeWritten(entry)) {
                puts.add(entry);
                bytes += entry.storedBytes();
            } else {
                removals.add(write.key());
            }
        }
        parts.space().makeRoom(statements, bytes);
        removeAll(removals);
        putAll(puts);
    }

    private void putAll(List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        PreparedStatement put = statements.prepare(CacheSql.PUT);
        put.clearBatch();
        for (Entry entry : entries) {
            Rows.bind(put, entry, nextPlace());
            put.addBatch();
            changed(entry.key());
        }
        int[] written = put.executeBatch();
        for (int i = 0; i < written.length; i++) {
            if (written[i] == 0) {
                Entry entry = entries.get(i);
                Rows.bind(put, entry, nextPlace());
                putWithEarlierCheck(put, entry);
            }
        }
    }

    /** Puts an entry, which is bound, in the place of one that was to be looked at only when this one is over already. */
    private void putWithEarlierCheck(PreparedStatement put, Entry entry) throws SQLException {
        PreparedStatement earlier = statements.prepare(CacheSql.CHECK_EARLIER);
        earlier.setLong(1, entry.key().hash());
        earlier.setLong(2, entry.staleUntilMs());
        earlier.executeUpdate();
        put.executeUpdate();
    }

    private void removeAll(List<Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        PreparedStatement remove = statements.prepare(CacheSql.REMOVE);
        remove.clearBatch();
        for (Key key : keys) {
            remove.setLong(1, key.hash());
            remove.addBatch();
            changed(key);
        }
        remove.executeBatch();
    }

    private long nextPlace() throws SQLException {
        if (place < 0) {
            try (ResultSet row = statements.prepare(CacheSql.LAST_PLACE).executeQuery()) {
                row.next();
                place = row.getLong(1);
            }
        }
        return ++place;
    }

    // The log.

    /** Invalidates many entries; their rows go later. */
    public void invalidate(Scope scope) throws SQLException {
        seq = parts.log().append(statements, end, number, scope);
    }

    /** Says in the log what was changed. */
    public void finish() throws SQLException {
        if (changes > 0) {
            seq = parts.log().append(statements, end, number, Arrays.copyOf(changed, changes));
            if (!isWithin) {
                parts.log().follows(number);
            }
        }
        parts.batches().running(number, taken);
    }
}
