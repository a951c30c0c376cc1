package io.litestack.cache.internal;

import io.litestack.cache.CacheConfig;
import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.entry.Compression;
import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.EntryFactory;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.heap.Heap;
import io.litestack.cache.internal.heap.Stamps;
import io.litestack.cache.internal.load.Flights;
import io.litestack.cache.internal.load.LoadParts;
import io.litestack.cache.internal.load.Loading;
import io.litestack.cache.internal.log.Generations;
import io.litestack.cache.internal.log.InvalidationLog;
import io.litestack.cache.internal.log.LogSubscriber;
import io.litestack.cache.internal.log.Scope;
import io.litestack.cache.internal.read.EntryReader;
import io.litestack.cache.internal.read.ReadListener;
import io.litestack.cache.internal.read.ReadParts;
import io.litestack.cache.internal.tx.OpenEvictions;
import io.litestack.cache.internal.tx.TransactionEvictions;
import io.litestack.cache.internal.write.Batches;
import io.litestack.cache.internal.write.Degradation;
import io.litestack.cache.internal.write.KeyWriter;
import io.litestack.cache.internal.write.PendingWrites;
import io.litestack.cache.internal.write.WriteBehind;
import io.litestack.cache.internal.write.WriteParts;
import io.litestack.core.LitestackException;

/** The parts of an open file of a cache, wired. */
final class CacheParts {
    final CacheContext context;
    final Compression compression = Compression.NONE;
    final Heap heap;
    final Stamps stamps = new Stamps();
    final Flights flights = new Flights();
    final Generations generations = new Generations();
    final PendingWrites pending;
    final Batches batches;
    final InvalidationLog log;
    final EntryFactory entries;
    final EntryReader reader;
    final WriteBehind writeBehind;
    final KeyWriter keyWriter;
    final EntryWriter writer;
    final Loading loading;
    final OpenEvictions openEvictions;
    final TransactionEvictions evictions;
    final EntryOperations operations;
    final EntryScan scan;

    CacheParts(CacheContext context) {
        CacheConfig config = context.config();
        this.context = context;
        this.heap = new Heap(config.heapSizeBytes(), context.counters().heapEvictions);
        this.pending = new PendingWrites(heap, stamps, flights::detach);
        this.batches = new Batches(pending);
        this.log = new InvalidationLog(context, new Subscriber());
        this.entries = new EntryFactory(
                context.keys(), context.clock()::millis, config.defaultExpiry(), config.maxSizeBytes());
        this.reader = new EntryReader(new ReadParts(context, heap, stamps, pending, log, generations), new Reads());
        WriteParts writes = new WriteParts(context, log, generations, pending, batches, (statements, bytes) -> {});
        this.writeBehind = new WriteBehind(writes, new Degradation(context));
        this.keyWriter = new KeyWriter(writes);
        this.writer = new EntryWriter(this);
        this.openEvictions = new OpenEvictions(context.keys(), pending, generations);
        this.evictions = new TransactionEvictions(writes, openEvictions);
        this.operations = new EntryOperations(this);
        this.scan = new EntryScan(this);
        this.loading = new Loading(new LoadParts(context, flights, log, generations, reader, writer));
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
            pending.everythingChanged();
            context.counters().heapDrops.increment();
            context.listener().onHeapDropped(context.store().config().path(), reason);
        }
    }

    private final class Reads implements ReadListener {
        @Override
        public void onDiskHit(Entry entry) {
            // its place in the queue is remembered with it
        }

        @Override
        public void onIdleHit(Entry entry, long nowNanos) {
            writer.prolong(entry, nowNanos);
        }

        @Override
        public void onReadFailure(LitestackException cause) {
            context.listener().onInternalFailure("an entry could not be read", cause);
        }
    }
}
