package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Content;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.Lifetime;
import io.litestack.cache.internal.entry.Origin;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.Rows;
import io.litestack.cache.internal.upkeep.Duty;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Removes the rows of entries that were invalidated together, and then forgets those invalidations.
 *
 * <p>Invalidating a tag is one row, however many entries have it, and these are found by a walk through the file, some rows at a time. One
 * walk is for all invalidations that were made before it began; when it is over no row is left that is older than these, and their
 * generations go as well, from the file and from memory. In memory only once nothing is left there that is older: the heap is looked
 * through, and neither a load nor a pending change may be as old.
 *
 * <p>Used by one thread; if several processes walk at the same time it is done twice and does no harm.
 */
public final class GenerationSweep implements Duty {
    private static final String SWEPT = "swept";
    private static final int PAGE = 250;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_PAGES_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** With so many generations there is no pause between the pages. */
    private static final int MANY = 50_000;

    private final CacheContext context;
    private final Generations generations;
    private final Heap heap;
    private final LongUnaryOperator oldestInMemory;
    private final EvictionListener listener;

    /** Everything older is being removed; 0 while nothing is. */
    private long target;

    private long last;
    /** Nothing older is left in the file; -1 while that is not known. */
    private long swept = -1;

    /** A row that does not count any more. */
    private record Dead(long hash, long born) {}

    /**
     * Makes one.
     *
     * @param oldestInMemory returns how old the oldest load or pending change is, or what it is given if there is none
     */
    public GenerationSweep(
            CacheContext context,
            Generations generations,
            Heap heap,
            LongUnaryOperator oldestInMemory,
            EvictionListener listener) {
        this.context = context;
        this.generations = generations;
        this.heap = heap;
        this.oldestInMemory = oldestInMemory;
        this.listener = listener;
    }

    @Override
    public String name() {
        return "invalidated entries could not be removed";
    }

    @Override
    public long run() {
        if (target == 0) {
            if (swept < 0) {
                swept = context.store()
                        .queryFirst(CacheSql.META, row -> row.getLong(1), SWEPT)
                        .orElse(0L);
            }
            forget();
            if (generations.newest() <= swept) {
                return REST_NANOS;
            }
            target = generations.newest();
            last = 0;
        }
        if (!sweepPage()) {
            removeGenerations();
            swept = target;
            target = 0;
        }
        return generations.size() > MANY ? 0 : BETWEEN_PAGES_NANOS;
    }

    /** Removes what is dead of the next page; false if that was the last one. */
    private boolean sweepPage() {
        List<Dead> dead = new ArrayList<>();
        List<Long> page = context.store().query(CacheSql.SCAN, row -> look(row, dead), last, Long.MAX_VALUE, PAGE);
        if (!dead.isEmpty()) {
            context.internals().commands().execute(statements -> remove(statements, dead), Ack.COMMITTED);
        }
        if (page.size() < PAGE) {
            return false;
        }
        last = page.get(page.size() - 1);
        return true;
    }

    private Long look(ResultSet row, List<Dead> dead) throws SQLException {
        Entry entry = probe(row);
        if (generations.isOutdated(entry)) {
            dead.add(new Dead(row.getLong(2), entry.born()));
        }
        return row.getLong(1);
    }

    private Entry probe(ResultSet row) throws SQLException {
        Key key = context.keys().of(row.getLong(3), new String(row.getBytes(4), StandardCharsets.UTF_8));
        long @Nullable [] tags = Rows.longs(row.getBytes(8));
        return new Entry(key, Content.ofNull(), new Lifetime(0, 0, 0, 0), new Origin(0, row.getLong(5), 0), tags);
    }

    /** Unless another value has taken the place of one. */
    private int remove(Statements statements, List<Dead> dead) throws SQLException {
        PreparedStatement remove = statements.prepare(CacheSql.REMOVE_OLD);
        int removed = 0;
        for (Dead row : dead) {
            listener.onEviction(statements, row.hash);
            remove.setLong(1, row.hash);
            remove.setLong(2, row.born);
            removed += remove.executeUpdate();
        }
        return removed;
    }

    private void removeGenerations() {
        long upTo = target;
        context.internals()
                .commands()
                .execute(
                        statements -> {
                            PreparedStatement remove = statements.prepare(CacheSql.REMOVE_GENERATIONS);
                            remove.setLong(1, upTo);
                            int removed = remove.executeUpdate();
                            PreparedStatement set = statements.prepare(CacheSql.SET_META);
                            set.setString(1, SWEPT);
                            set.setLong(2, upTo);
                            set.executeUpdate();
                            return removed;
                        },
                        Ack.COMMITTED);
    }

    /** Forgets in memory what is swept, once nothing there is as old. */
    private void forget() {
        if (swept == 0 || generations.oldest() > swept) {
            return;
        }
        generations.prepareToForget(swept);
        for (Entry entry : heap.all()) {
            if (!generations.isAlive(entry)) {
                heap.remove(entry);
            }
        }
        long floor = oldestInMemory.applyAsLong(swept);
        generations.forgetUpTo(Math.min(swept, floor));
    }
}
