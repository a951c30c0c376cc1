package io.litestack.cache.internal.entry;

import io.litestack.cache.EntryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Makes entries of values that are about to be put. Thread-safe. */
public final class EntryFactory {
    private static final long MOST_VALUE_BYTES = 64L << 20;

    private final Keys keys;
    private final LongSupplier nowMs;
    private final Duration defaultExpiry;
    private final long maxValueBytes;

    /** Versions are unique among all that ever were: those of one opening follow each other, beginning anywhere in 64 bits. */
    private final AtomicLong versions =
            new AtomicLong(ThreadLocalRandom.current().nextLong());

    public EntryFactory(Keys keys, LongSupplier nowMs, Duration defaultExpiry, long maxSizeBytes) {
        this.keys = keys;
        this.nowMs = nowMs;
        this.defaultExpiry = defaultExpiry;
        this.maxValueBytes = Math.min(MOST_VALUE_BYTES, maxSizeBytes / 4);
    }

    /** How an entry is made. */
    public record Request(Key key, Content content, EntryOptions options, long born) {}

    /**
     * Makes an entry.
     *
     * @throws IllegalArgumentException if the value is too large
     */
    public Entry make(Request request, long loadMicros) {
        Content content = request.content();
        if (!fits(content)) {
            throw new IllegalArgumentException("a value must be at most " + maxValueBytes
                    + " bytes large (64 MiB, and a quarter of maxSizeBytes), but is " + content.bytes().length
                    + "; store it elsewhere, and put where it is");
        }
        EntryOptions options = request.options();
        Lifetime lifetime = Lifetime.of(options, defaultExpiry, nowMs.getAsLong());
        Origin origin = new Origin(nextVersion(), request.born(), loadMicros);
        return new Entry(
                request.key(), content, lifetime, origin, tags(request.key().namespace(), options));
    }

    public boolean fits(Content content) {
        return content.bytes().length <= maxValueBytes;
    }

    public long nextVersion() {
        return versions.incrementAndGet();
    }

    /** The numbers of an entry's tags, and of those that stand for the tables that it depends on. */
    public long[] tags(long namespace, EntryOptions options) {
        List<String> tags = options.tags();
        List<String> tables = options.tables();
        long[] hashes = new long[tags.size() + tables.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = i < tags.size()
                    ? keys.ofTag(namespace, tags.get(i))
                    : keys.ofTable(tables.get(i - tags.size()).toLowerCase(Locale.ROOT));
        }
        return hashes;
    }
}
