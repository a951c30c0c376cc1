package io.litestack.core.internal.notify;

import io.litestack.core.LitestackException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.ProcessLiveness;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Calls listeners after commits: those of this process directly, those of others through the {@link PeerEndpoint}, and all of
 * them, should that miss something, through the poller.
 *
 * <p>The poller looks at {@code PRAGMA data_version}, which changes when another connection has committed and costs a few
 * microseconds. It runs only while somebody listens: a millisecond after the last change (25 while other processes are
 * connected), then at growing intervals up to a quarter of a second. It alone is enough: it sees foreign programs, and commits
 * whose process died before it could send a notification.
 *
 * <p>The connection that looks sees this process's own commits as well, which in a process that writes are nearly all. The
 * writer's does not: for that one the version changes only when somebody else has committed. So after a change the poller asks it
 * too, if it is free, and while only this process commits those who listen to others are called four times a second, just in case.
 */
public final class SharedChangeNotifier implements ChangeNotifier, ProcessLiveness {
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final long CONNECTED_NANOS = 25_000_000;
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final long LONGEST_NANOS = 250_000_000;

    /** What a {@link Version} is that cannot be read just now. */
    public static final long UNKNOWN = -1;

    /** The version of the database's content as one connection sees it: another one if anybody else has committed. */
    @FunctionalInterface
    public interface Version {
        long read() throws SQLException;
    }

    private final StoreContext store;
    private final ConnectionFactory connections;
    private final Version versionForWriter;
    private final ChangeListeners listeners;
    private final LoopWorker poller;
    private final AtomicInteger subscriptions = new AtomicInteger();
    private volatile boolean isOpen;
    private boolean isClosed;
    private long triedAt;
    private volatile @Nullable PeerEndpoint endpoint;
    private @Nullable CachedConnection connection;
    private long seen;
    private long seenForWriter = UNKNOWN;
    private long calledAllAt;
    private long interval = SHORTEST_NANOS;

    public SharedChangeNotifier(
            StoreContext store, ConnectionFactory connections, ChangeListeners listeners, Version versionForWriter) {
        this.store = store;
        this.versionForWriter = versionForWriter;
        this.connections = connections;
        this.listeners = listeners;
        this.poller = store.loop("poller", this::look);
    }

    @Override
    public Subscription subscribe(long topics, Runnable listener) {
        return subscribe(topics, false, listener);
    }

    @Override
    public Subscription subscribeToOthers(long topics, Runnable listener) {
        return subscribe(topics, true, listener);
    }

    private Subscription subscribe(long topics, boolean isOfOthersOnly, Runnable listener) {
        Subscription inner = listeners.add(topics, isOfOthersOnly, listener);
        subscriptions.incrementAndGet();
        announceInterest();
        poller.start();
        poller.wake();
        AtomicBoolean isClosed = new AtomicBoolean();
        Subscription subscription = () -> {
            if (isClosed.compareAndSet(false, true)) {
                inner.close();
                subscriptions.decrementAndGet();
                announceInterest();
            }
        };
        try {
            listener.run();
        } catch (Throwable e) {
            // nobody would have it to end it
            subscription.close();
            throw e;
        }
        return subscription;
    }

    @Override
    public Optional<String> ownId() {
        PeerEndpoint open = open();
        return open == null ? Optional.empty() : open.socketName();
    }

    @Override
    public boolean isDead(String processId) {
        PeerEndpoint open = open();
        return open != null && open.isDead(processId);
    }

    /** Notifies everybody of a commit of this process. */
    public void signal(long topics) {
        listeners.changedHere(topics);
        PeerEndpoint others = endpoint;
        if (others != null) {
            others.signal(topics);
        } else if (!isOpen) {
            // the first signal of a process that listens to nothing: the poller's thread opens the socket
            poller.start();
        }
    }

    /** Ends; what the poller is just reading is left to it after the timeout. */
    public void close(Duration timeout) {
        boolean hasEnded = poller.close(timeout);
        PeerEndpoint open;
        synchronized (this) {
            isOpen = true;
            isClosed = true;
            open = endpoint;
            endpoint = null;
        }
        if (open != null) {
            open.close();
        }
        if (hasEnded && connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // it only ever read
            }
        }
    }

    private synchronized @Nullable PeerEndpoint open() {
        long now = store.ticks();
        boolean isTime = !isOpen || (endpoint == null && now - triedAt >= RETRY_NANOS);
        if (isTime && !isClosed) {
            isOpen = true;
            triedAt = now;
            endpoint = PeerEndpoint.open(store.config(), listeners);
        }
        return endpoint;
    }

    private void announceInterest() {
        PeerEndpoint open = endpoint;
        if (open != null) {
            open.announceInterest();
        }
    }

    /** Whether other processes are connected, so that the poller need not be quick. */
    private boolean hasPeers() {
        PeerEndpoint open = endpoint;
        return open != null && open.hasPeers();
    }

    private long look() throws SQLException {
        PeerEndpoint open = open();
        if (open != null) {
            open.touch();
        }
        if (subscriptions.get() == 0) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        if (connection == null) {
            connection = connections.openReader();
        }
        long version = connection.single("PRAGMA data_version");
        if (version != seen) {
            seen = version;
            callForChange();
        } else {
            interval = Math.min(LONGEST_NANOS, interval + interval / 2);
        }
        return interval;
    }

    private void callForChange() {
        long now = store.ticks();
        long forWriter = versionForWriter();
        boolean isOwn = forWriter != UNKNOWN && forWriter == seenForWriter;
        boolean isByOthers = forWriter != UNKNOWN && !isOwn;
        if (isByOthers) {
            seenForWriter = forWriter;
        }
        interval = isByOthers && !hasPeers() ? SHORTEST_NANOS : CONNECTED_NANOS;
        if (isOwn && now - calledAllAt < LONGEST_NANOS) {
            listeners.changedHere(ALL);
        } else {
            calledAllAt = now;
            listeners.changed(ALL);
        }
    }

    private long versionForWriter() {
        try {
            return versionForWriter.read();
        } catch (SQLException | LitestackException e) {
            // its next user hears of it
            return UNKNOWN;
        }
    }
}
