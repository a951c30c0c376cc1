package io.litestack.cache.internal;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.RemovalCause;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.coordinate.RateRows;
import io.litestack.cache.internal.coordinate.TicketQueue;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.EntryFactory;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.evict.EvictionListener;
import io.litestack.cache.internal.evict.Expiry;
import io.litestack.cache.internal.evict.GenerationSweep;
import io.litestack.cache.internal.evict.LoopDetector;
import io.litestack.cache.internal.evict.Prolongations;
import io.litestack.cache.internal.evict.Pruner;
import io.litestack.cache.internal.evict.Sieve;
import io.litestack.cache.internal.evict.SizeLimit;
import io.litestack.cache.internal.evict.VisitCollector;
import io.litestack.cache.internal.evict.VisitedBits;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.heap.Stamps;
import io.litestack.cache.internal.load.Flights;
import io.litestack.cache.internal.load.Leases;
import io.litestack.cache.internal.load.LoadParts;
import io.litestack.cache.internal.load.Loading;
import io.litestack.cache.internal.load.Refresher;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.log.LogSignal;
import io.litestack.cache.internal.log.LogSubscriber;
import io.litestack.cache.internal.log.LogTrimmer;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.put.EntryOperations;
import io.litestack.cache.internal.put.EntryWriter;
import io.litestack.cache.internal.put.PutParts;
import io.litestack.cache.internal.read.EntryReader;
import io.litestack.cache.internal.read.EntryScan;
import io.litestack.cache.internal.read.ReadListener;
import io.litestack.cache.internal.read.ReadParts;
import io.litestack.cache.internal.report.Removals;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.tx.OpenEvictions;
import io.litestack.cache.internal.tx.TransactionEvictions;
import io.litestack.cache.internal.tx.WatchedTables;
import io.litestack.cache.internal.upkeep.ClockWatch;
import io.litestack.cache.internal.upkeep.Upkeep;
import io.litestack.cache.internal.write.Batches;
import io.litestack.cache.internal.write.Degradation;
import io.litestack.cache.internal.write.KeyWriter;
import io.litestack.cache.internal.write.PendingWrites;
import io.litestack.cache.internal.write.PutAdmission;
import io.litestack.cache.internal.write.Retry;
import io.litestack.cache.internal.write.WriteBehind;
import io.litestack.cache.internal.write.WriteParts;
import io.litestack.core.LitestackException;
import io.litestack.core.spi.Statements;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The parts of an open file of a cache, wired. */
final class CacheParts {
    final CacheContext context;
    final Heap heap;
    final Stamps stamps = new Stamps();
    final Flights flights = new Flights();
    final Generations generations = new Generations();
    final PendingWrites pending;
    final Batches batches;
    final InvalidationLog log;
    final LogSignal signal = new LogSignal();
    final EntryFactory entries;
    final Removals removals;
    final EntryReader reader;
    final WriteBehind writeBehind;
    final KeyWriter keyWriter;
    final PutAdmission admission;
    final Degradation degradation;
    final VisitedBits visited = new VisitedBits();
    final LoopDetector loops = new LoopDetector();
    final Prolongations prolongations;
    final Retry retry;
    final Upkeep retries;
    final Upkeep upkeep;
    final Pruner pruner;
    final VisitCollector visits;
    final EntryWriter writer;
    final Loading loading;
    final Refresher refresher;
    final OpenEvictions openEvictions;
    final TransactionEvictions evictions;
    final EntryOperations operations;
    final EntryScan scan;
    final NamespaceNames names;
    final WatchedTables tables;
    final TicketQueue tickets;
    final RateRows rates;

    CacheParts(CacheContext context) {
        CacheConfig config = context.config();
        this.context = context;
        this.removals = new Removals(context.keys(), context.counters(), context.listener());
        this.heap = new Heap(config.heapSizeBytes(), context.counters().heapEvictions);
        this.pending = new PendingWrites(heap, stamps, flights::detach);
        this.batches = new Batches(pending);
        this.log = new InvalidationLog(context, new Subscriber());
        this.prolongations = new Prolongations(context);
        this.entries = new EntryFactory(
                context.keys(), context.clock()::millis, config.defaultExpiry(), config.maxSizeBytes());
        ReadParts reads = new ReadParts(context, heap, stamps, pending, log, generations);
        this.reader = new EntryReader(reads, new Reads());
        WriteParts writes = new WriteParts(
                context,
                log,
                generations,
                pending,
                batches,
                new SizeLimit(sieve(this::evicted), context.isOwnFile(), config.maxSizeBytes()));
        this.admission = new PutAdmission(context, pending);
        this.degradation = new Degradation(context, pending, generations);
        this.keyWriter = new KeyWriter(writes);
        this.writeBehind = new WriteBehind(writes, keyWriter, degradation, this::retrySoon);
        this.writer = new EntryWriter(new PutParts(
                context, entries, log, generations, pending, admission, degradation, writeBehind, removals));
        this.openEvictions = new OpenEvictions(context.keys(), pending, generations);
        this.evictions = new TransactionEvictions(writes, openEvictions);
        this.operations = new EntryOperations(context, heap, entries, keyWriter, removals);
        this.scan = new EntryScan(reads, writeBehind);
        this.names = new NamespaceNames(context);
        this.tables = new WatchedTables(context, log::verifyNow);
        this.tickets = new TicketQueue(context, signal);
        this.rates = new RateRows(context);
        LoadParts loads = new LoadParts(
                context, flights, log, generations, reader, writer, new Leases(context, keyWriter), signal);
        this.loading = new Loading(loads);
        this.refresher = new Refresher(loads, loading, threadName("cache-refresh"));
        this.pruner = new Pruner(context.store(), this::sieve, keyWriter, this::pruned);
        this.visits = new VisitCollector(context, heap, visited);
        this.retry = new Retry(context, degradation, writeBehind, keyWriter);
        // apart: what the other duties wait for may be just what has to be tried again
        this.retries = new Upkeep("cache-retry", context, List.of(retry));
        this.upkeep = new Upkeep(
                "cache-upkeep",
                context,
                List.of(
                        new ClockWatch(context, this::clockWasSet),
                        prolongations,
                        new Expiry(context, this::expired),
                        visits,
                        new GenerationSweep(context, generations, heap, this::oldestInMemory, this::invalidated),
                        new LogTrimmer(context),
                        tables));
    }

    private String threadName(String role) {
        String file = String.valueOf(context.store().config().path().getFileName());
        int dot = file.lastIndexOf('.');
        return "litestack-" + (dot > 0 ? file.substring(0, dot) : file) + '-' + role;
    }

    private void retrySoon() {
        retries.wake();
    }

    /** What is in the heap was compared with the old time, and may not be plausible under the new one. */
    private void clockWasSet() {
        stamps.bumpAll();
        heap.clear();
    }

    private void pruned(Key key) {
        pending.changedByOthers(key, 0);
        removals.removed(RemovalCause.EVICTED);
    }

    private Sieve sieve(EvictionListener onEviction) {
        return new Sieve(visited, this::wasReadFromHeap, loops, onEviction);
    }

    private boolean wasReadFromHeap(long hash) {
        Entry copy = heap.peek(Key.ofHash(hash));
        return copy != null && copy.takeVisit();
    }

    /** The heap may keep its copy, whose place in the queue is another one if the entry comes back. */
    private void evicted(Statements statements, long hash) throws SQLException {
        Entry copy = heap.peek(Key.ofHash(hash));
        if (copy != null) {
            copy.at(0);
        }
        gone(statements, hash, RemovalCause.EVICTED);
    }

    private void invalidated(Statements statements, long hash) throws SQLException {
        gone(statements, hash, RemovalCause.INVALIDATED);
    }

    /** A row is about to be deleted. */
    private void gone(Statements statements, long hash, RemovalCause cause) throws SQLException {
        if (!removals.needsKeys()) {
            removals.removed(cause);
            return;
        }
        PreparedStatement select = statements.prepare(CacheSql.KEY);
        select.setLong(1, hash);
        try (ResultSet row = select.executeQuery()) {
            if (row.next()) {
                removals.removed(key(row.getLong(1), row.getBytes(2)), cause);
            }
        }
    }

    private Key key(long namespace, byte[] text) {
        return context.keys().of(namespace, new String(text, StandardCharsets.UTF_8));
    }

    private void expired(List<Expiry.Row> rows) {
        rows.forEach(it -> removals.removed(key(it.namespace(), it.key()), RemovalCause.EXPIRED));
    }

    /** What a load has brought waits to be written before the load ends, so whatever is missed among the loads is found there. */
    private long oldestInMemory(long otherwise) {
        long oldestLoad = flights.oldestBorn(otherwise);
        return Math.min(oldestLoad, pending.oldestBorn(otherwise));
    }

    private final class Subscriber implements LogSubscriber {
        @Override
        public void keyChanged(long hash, long seq) {
            Key key = Key.ofHash(hash);
            flights.detachOlder(key, seq);
            pending.changedByOthers(key, seq);
        }

        @Override
        public void scopeChanged(Scope scope, long seq) {
            generations.invalidate(scope, seq);
        }

        @Override
        public void committed(long batch) {
            batches.committed(batch);
        }

        @Override
        public void tookEffect(long id) {
            openEvictions.tookEffect(id);
        }

        @Override
        public void everythingMissed(String reason) {
            flights.detachAll();
            pending.everythingChanged(context.clock().ticks());
            writeBehind.submit();
            context.counters().heapDrops.increment();
            context.listener().onHeapDropped(context.store().config().path(), reason);
        }
    }

    private final class Reads implements ReadListener {
        @Override
        public void onDiskHit(Entry entry) {
            visited.visit(entry.place());
        }

        @Override
        public void onMiss(Key key) {
            loops.missed(key.hash());
        }

        @Override
        public void onIdleHit(Entry entry, long nowNanos) {
            prolongations.read(entry, nowNanos);
        }

        @Override
        public void onReadFailure(LitestackException cause) {
            context.health().saw(cause);
            context.listener().onInternalFailure("an entry could not be read", cause);
        }
    }
}
