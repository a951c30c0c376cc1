package io.litestack.cache.internal.write;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Statements;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A change of keys that somebody waits for. Whoever comes first in a transaction makes the changes of all who wait by then along with its
 * own, as one {@link Group} with one row of the log; their own commands then find nothing left to do.
 */
final class KeyCommand<R extends @Nullable Object> implements Command<Boolean> {
    private final WriteParts parts;
    private final List<Key> keys;
    private final KeyWork<R> work;
    private final Group.Waiting waiting;
    private final boolean isWithin;
    private final long[] stamps;
    private int begun;

    /** Who makes the change; null as long as nobody does. */
    private final AtomicReference<@Nullable Group> group = new AtomicReference<>();

    /** Set by a failure in a group: from then on it makes its own change only. */
    private volatile boolean isAlone;

    private @Nullable R result;
    private Map<Key, Entry> results = Map.of();

    KeyCommand(WriteParts parts, List<Key> keys, KeyWork<R> work, Group.Waiting waiting, boolean isWithin) {
        this.parts = parts;
        this.keys = keys;
        this.work = work;
        this.waiting = waiting;
        this.isWithin = isWithin;
        this.isAlone = isWithin;
        this.stamps = new long[keys.size()];
    }

    /** From now on the keys are not in the heap. */
    void begin() {
        for (Key key : keys) {
            stamps[begun] = parts.pending().beginWaiting(key);
            begun++;
        }
    }

    @Override
    public Boolean run(Statements statements) throws SQLException {
        Group mine = group.get();
        if (mine == null) {
            mine = new Group(this, parts.batches().next());
            if (!group.compareAndSet(null, mine)) {
                return false;
            }
            if (!isAlone) {
                mine.gather(waiting);
            }
        }
        if (mine.isLedBy(this)) {
            run(mine, statements);
        }
        return true;
    }

    private void run(Group mine, Statements statements) throws SQLException {
        boolean isDone = false;
        try {
            WriteBatch batch = isWithin
                    ? WriteBatch.within(parts, statements, mine.number(), mine.taken())
                    : WriteBatch.own(parts, statements, mine.number(), mine.taken());
            batch.writeTaken();
            for (KeyCommand<?> each : mine.members()) {
                each.change(batch);
            }
            long before = batch.seq();
            batch.finish();
            mine.made(batch.seq() == before ? 0 : batch.seq(), batch.bytes());
            isDone = true;
        } finally {
            if (!isDone) {
                mine.dissolve();
            }
        }
    }

    private void change(WriteBatch batch) throws SQLException {
        for (Key key : keys) {
            batch.settle(key);
        }
        results = new HashMap<>(4);
        result = work.run(batch, results);
    }

    @Override
    public int sizeBytes() {
        Group mine = group.get();
        return mine != null && mine.isLedBy(this) ? mine.bytes() : 0;
    }

    /** Whoever has led knows for all of its group, before any of them goes on. */
    @Override
    public void batchCommitted() {
        Group mine = group.get();
        if (mine != null && mine.isLedBy(this)) {
            mine.written(parts);
        }
    }

    // Groups.

    /** Lets somebody else make the change; false if somebody does already, or it was given up. */
    boolean join(Group other) {
        return group.compareAndSet(null, other);
    }

    /** The group could not make its changes together: each makes its own. */
    void leave(Group left) {
        isAlone = true;
        if (!left.isLedBy(this)) {
            group.compareAndSet(left, null);
        }
    }

    /** Gives it up, unless somebody makes the change: then returns who does. */
    @Nullable
    Group giveUp() {
        return group.compareAndSet(null, Group.GIVEN_UP) ? null : group.get();
    }

    /** Who has made the change, once it ran. */
    Group group() {
        return Objects.requireNonNull(group.get());
    }

    /** The group has failed; it is made once more, alone. */
    void again() {
        isAlone = true;
        group.set(null);
    }

    // The end.

    R finished() {
        end(group().number(), results);
        return result();
    }

    /** What came of it, once it ran. */
    @SuppressWarnings("NullAway") // R itself says whether the result may be null
    R result() {
        return result;
    }

    /** It is not committed. */
    void failed() {
        end(0, Map.of());
    }

    /** It may be committed. */
    void unknown() {
        failed();
        keys.forEach(
                key -> parts.pending().invalidate(key, parts.context().clock().ticks()));
    }

    private void end(long batch, Map<Key, Entry> entries) {
        for (int i = 0; i < begun; i++) {
            Key key = keys.get(i);
            parts.pending().endWaiting(key, batch, entries.get(key), stamps[i]);
        }
    }
}
