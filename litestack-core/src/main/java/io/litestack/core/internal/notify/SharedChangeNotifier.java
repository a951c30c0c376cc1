package io.litestack.core.internal.notify;

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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls listeners after commits: those of this process directly, those of others through the {@link PeerEndpoint}, and all of
 * them, should that miss something, through the poller.
 *
 * <p>The poller looks at {@code PRAGMA data_version}, which changes when another connection has committed and costs a few
 * microseconds. It runs only while somebody listens: a millisecond after the last change (25 while other processes are
 * connected), then at growing intervals up to a quarter of a second. It alone is enough: it sees foreign programs, and commits
 * whose process died before it could send a notification.
 */
public final class SharedChangeNotifier implements ChangeNotifier, ProcessLiveness {
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final long CONNECTED_NANOS = 25_000_000;
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final long LONGEST_NANOS = 250_000_000;

    private final StoreContext store;
    private final ConnectionFactory connections;
    private final LongSupplier lastCommit;
    private final ChangeListeners listeners;
    private final LoopWorker poller;
    private final AtomicInteger subscriptions = new AtomicInteger();
    private volatile boolean isOpen;
    private boolean isClosed;
    private long triedAt;
    private volatile @Nullable PeerEndpoint endpoint;
    private @Nullable CachedConnection connection;
    private long seen;
    private long seenCommits;
    private long interval = SHORTEST_NANOS;

    public SharedChangeNotifier(
            StoreContext store, ConnectionFactory connections, ChangeListeners listeners, LongSupplier lastCommit) {
        this.store = store;
        this.lastCommit = lastCommit;
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
            // our own commits change the version as well, and most changes then are of that kind
            long commits = lastCommit.getAsLong();
            interval = hasPeers() || commits != seenCommits ? CONNECTED_NANOS : SHORTEST_NANOS;
            seenCommits = commits;
            listeners.changed(ALL);
        } else {
            interval = Math.min(LONGEST_NANOS, interval + interval / 2);
        }
        return interval;
    }
}
