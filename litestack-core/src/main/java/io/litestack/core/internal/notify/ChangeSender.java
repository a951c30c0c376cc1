package io.litestack.core.internal.notify;

import io.litestack.core.Ticker;
import io.litestack.core.spi.ChangeNotifier;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notifies the peers of one store of what was committed here.
 *
 * <p>Whoever has committed sends the notifications itself, which takes as long as to wake a thread for it. If somebody else is
 * sending just now, or it is too early, it sets bits and wakes the thread of the sockets. Two things keep it from being too much: a
 * peer answers when it has called its listeners, and gets no further notification before that; and after a burst they go out twice
 * a millisecond at most, because one message for each of 40,000 commits a second would cost more than the commits. What is committed
 * meanwhile goes into the next one.
 *
 * <p>Thread-safe. What the peers are told is guarded by a lock for which no committing thread waits.
 */
final class ChangeSender {
    /** So many notifications may follow each other at once, … */
    private static final int BURST = 8;

    /** … and one more for each such span. */
    private static final long NANOS_PER_NOTIFICATION = 500_000;

    private final Ticker ticker;
    private final Consumer<PeerConnection> broken;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong pending = new AtomicLong();

    /** One connection for each peer; guarded by the lock. */
    private final Map<Long, PeerConnection> peers = new HashMap<>();

    private volatile boolean hasPeers;

    /** Written with the lock held. */
    private volatile long paidUntil;

    /**
     * Has no peers yet.
     *
     * @param broken is given a connection on which nothing can be sent, on any thread
     */
    ChangeSender(Ticker ticker, Consumer<PeerConnection> broken) {
        this.ticker = ticker;
        this.broken = broken;
        this.paidUntil = ticker.nanos() - BURST * NANOS_PER_NOTIFICATION;
    }

    /** Whether another process is connected. */
    boolean hasPeers() {
        return hasPeers;
    }

    /**
     * Notifies the peers of a commit, if that is possible at once; called by whoever committed.
     *
     * @return whether something is left to {@link #sendDue}, which nobody knows of yet
     */
    boolean signal(long topics) {
        if (!hasPeers) {
            return false;
        }
        boolean isKnown = pending.getAndUpdate(it -> it | topics) != 0;
        if (nanosToSend() > 0) {
            return !isKnown;
        }
        // a channel may take an interrupted thread for a reason to close itself
        if (!Thread.currentThread().isInterrupted() && lock.tryLock()) {
            try {
                send();
            } finally {
                lock.unlock();
            }
        }
        return !isKnown && pending.get() != 0;
    }

    /** In how many nanoseconds {@link #sendDue} has something to send. */
    long nanosToSend() {
        return pending.get() == 0 ? Long.MAX_VALUE : Math.max(0, NANOS_PER_NOTIFICATION - (ticker.nanos() - paidUntil));
    }

    /** Notifies the peers, if there is something new and it is not too early. */
    void sendDue() {
        lock.lock();
        try {
            send();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        if (nanosToSend() > 0) {
            return;
        }
        long now = ticker.nanos();
        paidUntil = Math.max(paidUntil + NANOS_PER_NOTIFICATION, now - BURST * NANOS_PER_NOTIFICATION);
        long topics = pending.getAndSet(0);
        for (PeerConnection peer : peers.values()) {
            peer.pending |= topics;
            sendPending(peer);
        }
    }

    private void sendPending(PeerConnection peer) {
        try {
            peer.sendPending();
        } catch (IOException e) {
            broken.accept(peer);
        } catch (RuntimeException | Error e) {
            broken.accept(peer);
            throw e;
        }
    }

    /** Adds a peer, or another connection to one. */
    void add(long id, long interest, PeerConnection peer) {
        lock.lock();
        try {
            peer.id = id;
            peer.interest = interest;
            peers.putIfAbsent(id, peer);
            hasPeers = true;
        } finally {
            lock.unlock();
        }
    }

    /** Notifies one peer of everything: nobody knows what it has missed. */
    void sendAll(PeerConnection peer) {
        lock.lock();
        try {
            peer.pending = ChangeNotifier.ALL;
            sendPending(peer);
        } finally {
            lock.unlock();
        }
    }

    /** Removes a connection; another one to the same peer takes its place. */
    void remove(PeerConnection peer, List<PeerConnection> others) {
        lock.lock();
        try {
            @Nullable Long id = peer.id;
            if (id != null && peers.remove(id, peer)) {
                for (PeerConnection other : others) {
                    if (id.equals(other.id)) {
                        peers.putIfAbsent(id, other);
                    }
                }
            }
            hasPeers = !peers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** A peer listens to other topics now. */
    void setInterest(PeerConnection peer, long interest) {
        lock.lock();
        try {
            peer.interest = interest;
        } finally {
            lock.unlock();
        }
    }

    /** A peer has passed on its last notification: what was held back for it is due. */
    void answered(PeerConnection peer) {
        lock.lock();
        try {
            peer.isUnanswered = false;
            if (peer.pending != 0) {
                pending.getAndUpdate(it -> it | peer.pending);
            }
        } finally {
            lock.unlock();
        }
    }
}
