package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.upkeep.Duty;
import io.litestack.core.spi.Commands.Ack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells the file's queue which entries were read from the heap, so that what is hot there is still hot after a restart. An entry that was
 * put, and not read from the file, does not know its place yet; it is looked up once. Used by one thread.
 */
public final class VisitCollector implements Duty {
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** So many places are looked up at a time. */
    private static final int MOST_LOOKUPS = 5_000;

    private final CacheContext context;
    private final Heap heap;
    private final VisitedBits visited;

    public VisitCollector(CacheContext context, Heap heap, VisitedBits visited) {
        this.context = context;
        this.heap = heap;
        this.visited = visited;
    }

    @Override
    public String name() {
        return "it could not be written down which entries were read";
    }

    @Override
    public long run() {
        List<Entry> unplaced = new ArrayList<>();
        for (Entry entry : heap.all()) {
            if (entry.place() != 0) {
                if (entry.takeVisit()) {
                    visited.visit(entry.place());
                }
            } else if (unplaced.size() < MOST_LOOKUPS && entry.takeVisit()) {
                unplaced.add(entry);
            }
        }
        place(unplaced);
        if (visited.isAnyFresh()) {
            context.internals()
                    .commands()
                    .execute(
                            statements -> {
                                visited.flush(statements);
                                return true;
                            },
                            Ack.COMMITTED);
        }
        return REST_NANOS;
    }

    private void place(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        context.store().useRead(snapshot -> {
            for (Entry entry : entries) {
                snapshot.queryFirst(
                                CacheSql.PLACE,
                                row -> row.getLong(1),
                                entry.key().hash())
                        .ifPresent(place -> {
                            entry.at(place);
                            visited.visit(place);
                        });
            }
        });
    }
}
