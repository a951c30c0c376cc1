package io.litestack.core.internal.notify;

import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.SignsOfLife;
import io.litestack.core.spi.Wakeup;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners of commits: those of this process directly, those of others through the {@link PeerEndpoint}, and all
 * of them, should that miss something, through the net.
 *
 * <p>The net is a look at {@code PRAGMA data_version}, which changes when another connection has committed and costs a few
 * microseconds. It runs only while somebody listens: a millisecond after the last change (25 while other processes are
 * connected to the bell), then at growing intervals up to a quarter of a second. It alone is enough: it sees foreign programs, and commits whose process died before it could
 * ring.
 */
public final class SharedChangeNotifier implements Wakeup, SignsOfLife {
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final long HEARD_NANOS = 25_000_000;
    private static final long RETRY_NANOS = 1_000_000_000;
    private static final long LONGEST_NANOS = 250_000_000;

    private final StoreContext store;
    private final ConnectionFactory connections;
    private final LongSupplier lastCommit;
    private final ChangeListeners bell;
    private final LoopWorker net;
    private final AtomicInteger listeners = new AtomicInteger();
    private volatile boolean isOpen;
    private boolean isClosed;
    private long triedAt;
    private volatile @Nullable PeerEndpoint doorbell;
    private @Nullable CachedConnection session;
    private long seen;
    private long seenCommits;
    private long interval = SHORTEST_NANOS;

    public SharedChangeNotifier(
            StoreContext store, ConnectionFactory connections, ChangeListeners bell, LongSupplier lastCommit) {
        this.store = store;
        this.lastCommit = lastCommit;
        this.connections = connections;
        this.bell = bell;
        this.net = store.loop("net", this::look);
    }

    @Override
    public Subscription subscribe(long topics, Runnable listener) {
        Subscription inner = bell.add(topics, listener);
        listeners.incrementAndGet();
        announceInterest();
        net.start();
        net.wake();
        AtomicBoolean isClosed = new AtomicBoolean();
        Subscription subscription = () -> {
            if (isClosed.compareAndSet(false, true)) {
                inner.close();
                listeners.decrementAndGet();
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
    public Optional<String> mine() {
        PeerEndpoint open = open();
        return open == null ? Optional.empty() : open.socketName();
    }

    @Override
    public boolean isDead(String sign) {
        PeerEndpoint open = open();
        return open != null && open.isDead(sign);
    }

    /** Tells everybody of a commit of this process. */
    public void signal(long topics) {
        bell.ring(topics);
        PeerEndpoint others = doorbell;
        if (others != null) {
            others.signal(topics);
        } else if (!isOpen) {
            // the first signal of a process that listens to nothing: the net's thread opens the bell
            net.start();
        }
    }

    /** Ends; what the net is just reading is left to it after the timeout. */
    public void close(Duration timeout) {
        boolean hasEnded = net.close(timeout);
        PeerEndpoint open;
        synchronized (this) {
            isOpen = true;
            isClosed = true;
            open = doorbell;
            doorbell = null;
        }
        if (open != null) {
            open.close();
        }
        if (hasEnded && session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                // it only ever read
            }
        }
    }

    private synchronized @Nullable PeerEndpoint open() {
        long now = store.ticks();
        boolean isTime = !isOpen || (doorbell == null && now - triedAt >= RETRY_NANOS);
        if (isTime && !isClosed) {
            isOpen = true;
            triedAt = now;
            doorbell = PeerEndpoint.open(store.config(), bell);
        }
        return doorbell;
    }

    private void announceInterest() {
        PeerEndpoint open = doorbell;
        if (open != null) {
            open.announceInterest();
        }
    }

    /** Whether other processes are connected, so that the net need not be quick. */
    private boolean isHeard() {
        PeerEndpoint open = doorbell;
        return open != null && open.hasPeers();
    }

    private long look() throws SQLException {
        PeerEndpoint open = open();
        if (open != null) {
            open.touch();
        }
        if (listeners.get() == 0) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        if (session == null) {
            session = connections.openReader();
        }
        long version = session.single("PRAGMA data_version");
        if (version != seen) {
            seen = version;
            // our own commits change the version as well, and most changes then are of that kind
            long commits = lastCommit.getAsLong();
            interval = isHeard() || commits != seenCommits ? HEARD_NANOS : SHORTEST_NANOS;
            seenCommits = commits;
            bell.ring(ALL);
        } else {
            interval = Math.min(LONGEST_NANOS, interval + interval / 2);
        }
        return interval;
    }
}
