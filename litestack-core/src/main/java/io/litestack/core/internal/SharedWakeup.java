package io.litestack.core.internal;

import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.Wakeup;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of commits: those of this process directly, and through the net those of any process.
 *
 * <p>The net is a look at {@code PRAGMA data_version}, which changes when another connection has committed and costs a few
 * microseconds. It runs only while somebody listens: a millisecond after the last change, then at growing intervals up to
 * a quarter of a second. It alone is enough: it sees foreign programs, and commits whose process died before it could
 * ring.
 */
final class SharedWakeup implements Wakeup, AutoCloseable {
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final long LONGEST_NANOS = 250_000_000;

    private final Connections connections;
    private final Bell bell;
    private final LoopWorker net;
    private final AtomicInteger listeners = new AtomicInteger();
    private @Nullable Session session;
    private long seen;
    private long interval = SHORTEST_NANOS;

    SharedWakeup(StoreEngine engine, Connections connections, Bell bell) {
        this.connections = connections;
        this.bell = bell;
        this.net = engine.loop("net", this::look);
    }

    @Override
    public Subscription subscribe(long topics, Runnable listener) {
        Subscription inner = bell.add(topics, listener);
        listeners.incrementAndGet();
        net.start();
        net.wake();
        listener.run();
        return () -> {
            inner.close();
            listeners.decrementAndGet();
        };
    }

    /** Tells everybody of a commit of this process. */
    void signal(long topics) {
        bell.ring(topics);
    }

    @Override
    public void close() {
        net.close();
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                // it only ever read
            }
        }
    }

    private long look() throws SQLException {
        if (listeners.get() == 0) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        if (session == null) {
            session = connections.openReader();
        }
        long version = session.single("PRAGMA data_version");
        if (version != seen) {
            seen = version;
            interval = SHORTEST_NANOS;
            bell.ring(ALL);
        } else {
            interval = Math.min(LONGEST_NANOS, interval + interval / 2);
        }
        return interval;
    }
}
