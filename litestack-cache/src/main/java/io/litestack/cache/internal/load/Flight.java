package io.litestack.cache.internal.load;

import io.litestack.cache.internal.entry.Entry;
import io.litestack.cache.internal.entry.Key;
import io.litestack.cache.internal.entry.ValueFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A load that is under way. */
final class Flight {
    private final Entry probe;
    private final ValueFormat<?> format;
    private final Thread thread = Thread.currentThread();
    private final CompletableFuture<@Nullable Object> value = new CompletableFuture<>();
    private volatile boolean isDetached;

    /** Begins one; {@code probe} is as old as what it will load, and has its tags. */
    Flight(Entry probe, ValueFormat<?> format) {
        this.probe = probe;
        this.format = format;
    }

    Key key() {
        return probe.key();
    }

    /** An entry without a value that tells whether what is loaded will count. */
    Entry probe() {
        return probe;
    }

    ValueFormat<?> format() {
        return format;
    }

    Thread thread() {
        return thread;
    }

    /** What it loads, or how it fails. */
    CompletableFuture<@Nullable Object> value() {
        return value;
    }

    /** Its key was changed: what it loads may be old. */
    void detach() {
        isDetached = true;
    }

    boolean isDetached() {
        return isDetached;
    }
}
