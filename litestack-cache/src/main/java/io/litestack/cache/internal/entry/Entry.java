package io.litestack.cache.internal.entry;

import org.jspecify.annotations.Nullable;

/**
 * An entry in memory. What is stored of it never changes. What is only known here does (its decoded value, whether it was read), is
 * written and read by many threads without care, and nothing depends on any of it but speed.
 */
public final class Entry {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long[] NO_TAGS = {};
    private static final int SAMPLE = 64;

    /** What an entry takes beside its bytes: this object, its key and text, their places in maps. */
    private static final int OVERHEAD_BYTES = 320;

    private final Key key;

    /** What the key says, once more: most reads need not look at another object then. */
    private final String text;

    private final long namespace;
    private final Content content;
    private final long version;
    private final long born;
    private final long loadMicros;
    private final long staleMs;
    private final long ttlMs;
    private final long idleMs;
    private final long[] tags;

    /** In nanoseconds of the wall clock, as reads compare it; grows while reads prolong it. */
    private volatile long expiresAtNanos;

    /** The object that was made of the bytes, and who made it, which is written last. */
    private @Nullable Object decoded;

    private volatile @Nullable ValueFormat<?> decoder;

    /** Up to where in the log it is known that nothing has invalidated it. */
    private long checkedUpTo;

    /** Whether it was read since somebody asked. */
    private boolean isVisited;

    /** Whether it has left the heap. Written once. */
    private volatile boolean isWithdrawn;

    /** One of {@link #SAMPLE} reads is counted here. */
    private int sampledReads;

    /** Its place in the file's queue, or 0 while that is not known. */
    private long place;

    public Entry(Key key, Content content, Lifetime lifetime, Origin origin, long @Nullable [] tags) {
        this.key = key;
        this.text = key.text();
        this.namespace = key.namespace();
        this.content = content;
        this.version = origin.version();
        this.born = origin.born();
        this.loadMicros = origin.loadMicros();
        this.staleMs = lifetime.staleUntilMs() - lifetime.expiresAtMs();
        this.ttlMs = lifetime.ttlMs();
        this.idleMs = lifetime.idleMs();
        this.expiresAtNanos = lifetime.expiresAtMs() * NANOS_PER_MILLI;
        this.tags = tags == null ? NO_TAGS : tags;
    }

    public Key key() {
        return key;
    }

    /** Whether it is that of a key. */
    public boolean isOf(long wantedNamespace, String wantedText) {
        return text.equals(wantedText) && namespace == wantedNamespace;
    }

    public Content content() {
        return content;
    }

    public long version() {
        return version;
    }

    public long born() {
        return born;
    }

    public long loadMicros() {
        return loadMicros;
    }

    public long ttlMs() {
        return ttlMs;
    }

    public long idleMs() {
        return idleMs;
    }

    public long expiresAtMs() {
        return expiresAtNanos / NANOS_PER_MILLI;
    }

    public long staleUntilMs() {
        return expiresAtMs() + staleMs;
    }

    public Lifetime lifetime() {
        return new Lifetime(expiresAtMs(), staleUntilMs(), ttlMs, idleMs);
    }

    /** Hashes of its tags; must not be changed. */
    public long[] tags() {
        return tags;
    }

    // Does it count?

    public boolean isCurrent(long nowNanos) {
        return expiresAtNanos > nowNanos;
    }

    public boolean isKept(long nowNanos) {
        return staleUntilMs() > nowNanos / NANOS_PER_MILLI;
    }

    public long checkedUpTo() {
        return checkedUpTo;
    }

    public void checkedUpTo(long seq) {
        checkedUpTo = seq;
    }

    /** A read has prolonged it. */
    public void prolongedTo(long expiresAtMs) {
        expiresAtNanos = expiresAtMs * NANOS_PER_MILLI;
    }

    // Its value.

    /** The object that somebody has made of the bytes, if that was the one who asks now; else null. */
    @Nullable
    Object decodedBy(ValueFormat<?> format) {
        return decoder == format ? decoded : null;
    }

    /** Remembers the object that was made of the bytes; of several who make one the first. */
    void decoded(ValueFormat<?> by, Object value) {
        if (decoder == null) {
            synchronized (this) {
                if (decoder == null) {
                    decoded = value;
                    decoder = by;
                }
            }
        }
    }

    // Its place.

    /** It leaves the heap, and does not come back. */
    public void withdraw() {
        isWithdrawn = true;
    }

    public boolean isWithdrawn() {
        return isWithdrawn;
    }

    /** Says that it was read; a field that says so already is left alone, since others may be reading it. */
    public void visit() {
        if (!isVisited) {
            isVisited = true;
        }
    }

    /** Counts one of many reads; {@code random} is a number that is as good as random. */
    public void count(long random) {
        if ((random & (SAMPLE - 1)) == 0) {
            sampledReads++;
        }
    }

    /** How often it was read, about. */
    public long reads() {
        return (long) sampledReads * SAMPLE;
    }

    /** Whether it was read since this was asked last. */
    public boolean takeVisit() {
        boolean was = isVisited;
        isVisited = false;
        return was;
    }

    public long place() {
        return place;
    }

    public Entry at(long queuePlace) {
        place = queuePlace;
        return this;
    }

    /** Takes over what is known of the entry that it is made of: where it lies, and up to where nothing has invalidated it. */
    public Entry madeOf(Entry before) {
        place = before.place;
        checkedUpTo = before.checkedUpTo;
        return this;
    }

    /** How much memory it takes, about; its decoded value is taken for as large as its bytes. */
    public int weight() {
        long bytes = OVERHEAD_BYTES + 2L * key.text().length() + 2L * content.bytes().length + 8L * tags.length;
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** How much is written for it, about. */
    public int storedBytes() {
        return 100 + key.text().length() + content.bytes().length + 8 * tags.length;
    }
}
