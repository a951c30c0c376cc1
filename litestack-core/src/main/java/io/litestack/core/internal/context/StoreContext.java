package io.litestack.core.internal.context;

import io.litestack.core.ClosedException;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.LoopWorker;
import java.nio.file.Path;

/**
 * What every part of an open store may ask for: the settings, the listener, the monotonic clock, names for threads, and whether
 * the store has been closed. It knows none of the parts. Thread-safe.
 */
public final class StoreContext {
    private final StoreConfig config;
    private final ReportingListener listener;
    private final BorrowSites borrowSites;
    private final String name;
    private volatile boolean closed;

    public StoreContext(StoreConfig config) {
        this.config = config;
        this.listener = new ReportingListener(config.listener());
        this.borrowSites = new BorrowSites(config);
        this.name = nameOf(config.path());
    }

    private static String nameOf(Path path) {
        String file = String.valueOf(path.getFileName());
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    public StoreConfig config() {
        return config;
    }

    public Path path() {
        return config.path();
    }

    /** The listeners of all who have the file open, and the log. */
    public ReportingListener listener() {
        return listener;
    }

    /** Where in the code the writer and readers were taken. */
    public BorrowSites borrowSites() {
        return borrowSites;
    }

    /** The monotonic clock, in nanoseconds. */
    public long ticks() {
        return config.ticker().nanos();
    }

    public String threadName(String role) {
        return "litestack-" + name + "-" + role + "-1";
    }

    /** A background loop, not started, whose failures the listener hears of. */
    public LoopWorker loop(String role, LoopWorker.Step step) {
        return new LoopWorker(threadName(role), config.threads(), step, listener::onLoopFailure);
    }

    /** From now on new work is refused. */
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    public void refuseIfClosed() {
        if (closed) {
            throw new ClosedException(path() + " is closed; nothing was stored", null);
        }
    }
}
