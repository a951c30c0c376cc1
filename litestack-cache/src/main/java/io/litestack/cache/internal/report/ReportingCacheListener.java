package io.litestack.cache.internal.report;

import io.litestack.cache.CacheListener;
import io.litestack.cache.RemovalCause;
import io.litestack.core.ClosedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what operators should know, and passes everything on to the user's listener, on a thread of its own and guarded. Thread-safe.
 */
public final class ReportingCacheListener implements CacheListener {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.cache");

    /** What fails fails again and again. */
    private static final long REPORT_INTERVAL_NANOS = 10_000_000_000L;

    private final CacheListener user;
    private final Path file;
    private final EventQueue events;
    private final Map<String, Long> reported = new ConcurrentHashMap<>();

    public ReportingCacheListener(CacheListener user, Path file, EventQueue events) {
        this.user = user;
        this.file = file;
        this.events = events;
    }

    /** Whether anybody hears of single entries; it may cost something to find out which they are. */
    public boolean hearsRemovals() {
        return user != NONE;
    }

    @Override
    public void onRemoval(String namespace, String key, RemovalCause cause) {
        notifyUser(it -> it.onRemoval(namespace, key, cause));
    }

    @Override
    public void onRefreshFailure(String key, Throwable cause) {
        log.warn("{}: a value could not be refreshed, and stays as it is until it expires: {}", file, textOf(cause));
        notifyUser(it -> it.onRefreshFailure(key, cause));
    }

    @Override
    public void onDegradation(Path path, long puts, String cause) {
        log.warn(
                "{}: {} puts could not be stored, or not in time; their keys are misses until that is written down: {}",
                path,
                puts,
                cause);
        notifyUser(it -> it.onDegradation(path, puts, cause));
    }

    @Override
    public void onFileReplaced(Path damaged, Path successor, String cause) {
        log.error(
                "{} is damaged, and the cache begins empty in {}; look into the system log whether the disk is well: {}",
                damaged,
                successor,
                cause);
        notifyUser(it -> it.onFileReplaced(damaged, successor, cause));
    }

    @Override
    public void onHeapDropped(Path path, String reason) {
        log.info("{}: everything was dropped from the heap, since {}", path, reason);
        notifyUser(it -> it.onHeapDropped(path, reason));
    }

    @Override
    public void onClockStep(long stepMillis) {
        log.warn("{}: the wall clock was set by {} ms; expiries are judged by the new time", file, stepMillis);
        notifyUser(it -> it.onClockStep(stepMillis));
    }

    @Override
    public void onUnreadableValue(String key, Throwable cause) {
        log.warn("{}: a value could not be read, and was removed: {}", file, textOf(cause));
        notifyUser(it -> it.onUnreadableValue(key, cause));
    }

    @Override
    public void onInternalFailure(String what, Throwable cause) {
        long now = System.nanoTime();
        Long before = reported.get(what);
        if (before != null && now - before < REPORT_INTERVAL_NANOS) {
            return;
        }
        reported.put(what, now);
        if (cause instanceof ClosedException) {
            log.debug("{}: {}: {}", file, what, textOf(cause));
        } else {
            log.warn("{}: {}: {}", file, what, textOf(cause));
        }
        notifyUser(it -> it.onInternalFailure(what, cause));
    }

    /** Keys and values are not logged: they may be secret. */
    private static String textOf(Throwable cause) {
        try {
            return cause.getClass().getName() + ": " + cause.getMessage();
        } catch (RuntimeException | Error e) {
            return cause.getClass().getName();
        }
    }

    private void notifyUser(Consumer<CacheListener> event) {
        if (user == NONE) {
            return;
        }
        events.add(() -> {
            try {
                event.accept(user);
            } catch (Throwable e) {
                log.warn("{}: a listener threw {}", file, textOf(e));
            }
        });
    }
}
