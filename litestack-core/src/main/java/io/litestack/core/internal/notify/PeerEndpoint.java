package io.litestack.core.internal.notify;

import io.litestack.core.StoreConfig;
import io.litestack.core.Ticker;
import io.litestack.core.spi.ChangeNotifier;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One store's socket: it notifies the other processes that have the file open of what was committed here, and is notified by
 * them, within a fraction of a millisecond.
 *
 * <h2>How processes find each other</h2>
 *
 * Each binds a Unix-domain socket in a common {@link SocketFolder}, first under a name that nobody looks for, then renamed,
 * so that whoever finds it can connect. Then it looks for the others and connects to them. Of two processes at least the
 * one that looks later finds the other. Both sides say hello, with their identity and the topics that somebody listens to;
 * and both then call their own listeners once, because something may have been committed before the connection stood.
 *
 * <h2>How they notify</h2>
 *
 * Whoever has committed sends a notification to each peer that listens to one of the topics, unless the last one is not answered
 * yet, or they become too many: {@link ChangeSender} says how. What is left goes out by the thread of the sockets, which also
 * receives: it calls the listeners and answers.
 *
 * <h2>What it promises</h2>
 *
 * Nothing: a message may come too often, or be lost with its connection. The listeners read the tables; the poller in {@link
 * SharedChangeNotifier} finds what the sockets have missed. The end of a connection counts as a notification, because the peer
 * may have died between its commit and its message.
 */
final class PeerEndpoint {
    /** How long callers are left waiting when there is no descriptor for them. */
    private static final long REST_NANOS = 100_000_000;

    private static final long TOUCH_NANOS = 3_600_000_000_000L;

    /** Elsewhere a process that does not accept because it is stopped refuses as well. */
    private static final boolean IS_LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    private final SocketFolder folder;
    private final ChangeListeners listeners;
    private final Ticker ticker;
    private final InstantSource clock;
    private final long id = ThreadLocalRandom.current().nextLong();
    private final ChangeSender sender;
    private final List<PeerConnection> connections = new ArrayList<>();
    private volatile @Nullable PeerThread thread;
    private @Nullable ServerSocketChannel server;
    private volatile @Nullable Path socket;
    private volatile boolean hasFailed;

    /** The server's key while nothing is accepted, because there was no descriptor for the last caller. */
    private @Nullable SelectionKey resting;

    private long acceptAgainAt;
    private long touchedAt;

    private PeerEndpoint(SocketFolder folder, ChangeListeners listeners, StoreConfig config) {
        this.folder = folder;
        this.listeners = listeners;
        this.ticker = config.ticker();
        this.clock = config.clock();
        this.sender = new ChangeSender(ticker, broken -> thread().run(() -> drop(broken)));
        this.touchedAt = ticker.nanos();
    }

    /** Opens the socket of a file; null where the system has no such sockets, or no folder for them. */
    static @Nullable PeerEndpoint open(StoreConfig config, ChangeListeners listeners) {
        SocketFolder folder = SocketFolder.of(config.path());
        if (folder == null) {
            return null;
        }
        PeerEndpoint endpoint = new PeerEndpoint(folder, listeners, config);
        load();
        try {
            PeerThread thread = PeerThread.join(endpoint);
            endpoint.thread = thread;
            thread.runAndWait(endpoint::start);
            if (endpoint.hasFailed) {
                thread.leave(endpoint);
                return null;
            }
            return endpoint;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** Notifies the other processes of a commit; called by whoever committed. */
    void signal(long topics) {
        if (sender.signal(topics)) {
            thread().wakeIfSelecting();
        }
    }

    /** Sends the other processes the topics that somebody listens to here. */
    void announceInterest() {
        PeerThread running = thread;
        if (running != null) {
            running.run(() -> new ArrayList<>(connections)
                    .forEach(it -> attempt(it, peer -> peer.send(PeerConnection.INTEREST, listeners.interest(), 0))));
        }
    }

    /** Whether another process is connected. */
    boolean hasPeers() {
        return sender.hasPeers();
    }

    /** In how many nanoseconds {@link #work} has something to do. */
    long nanosToWork() {
        long toAccept = resting == null ? Long.MAX_VALUE : Math.max(0, acceptAgainAt - ticker.nanos());
        return Math.min(toAccept, sender.nanosToSend());
    }

    /** The name of this process's socket; empty if it could not be bound. */
    Optional<String> socketName() {
        Path bound = socket;
        return bound == null ? Optional.empty() : Optional.of(String.valueOf(bound.getFileName()));
    }

    /** Whether a socket is there on which nobody answers, of a process that would be on this kernel if it lived. */
    boolean isDead(String socketName) {
        Path path = folder.socket(socketName);
        return IS_LINUX && path != null && !path.equals(socket) && Files.exists(path) && isRefused(path);
    }

    private static boolean isRefused(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (ConnectException e) {
            return Files.exists(path);
        } catch (IOException e) {
            return false;
        }
    }

    /** Shows every hour that the socket is in use: its age shows later how long it has been dead. */
    void touch() {
        Path mine = socket;
        long now = ticker.nanos();
        if (mine != null && now - touchedAt >= TOUCH_NANOS) {
            touchedAt = now;
            quietly(mine, it -> Files.setLastModifiedTime(it, FileTime.from(clock.instant())));
        }
    }

    void close() {
        PeerThread running = thread;
        if (running != null) {
            running.runAndWait(this::stop);
            deleteLongDead();
            running.leave(this);
        }
    }

    // On the thread of the sockets.

    /** Accepts and sends what is due. */
    void work() {
        acceptAgain();
        sender.sendDue();
    }

    private void acceptAgain() {
        SelectionKey key = resting;
        if (key != null && acceptAgainAt - ticker.nanos() <= 0) {
            resting = null;
            if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    private void start() {
        try {
            Path path = folder.newPath();
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
            thread().register(channel, SelectionKey.OP_ACCEPT, this::accept);
            server = channel;
            folder.share(path);
            Path published = SocketFolder.published(path);
            Files.move(path, published);
            socket = published;
            for (Path other : folder.sockets()) {
                if (!other.equals(published)) {
                    connect(other);
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            hasFailed = true;
            stop();
        }
    }

    private void stop() {
        // each on its own: on a disk that is read-only by now the name stays, and whoever finds it will find it dead
        quietly(socket, Files::deleteIfExists);
        socket = null;
        quietly(server, ServerSocketChannel::close);
        new ArrayList<>(connections).forEach(this::drop);
    }

    /**
     * Clears away what has been dead for a day. Not when a file is opened: a dead socket proves that its process is dead, and
     * whoever opens the file after a while is the one who wants to know.
     */
    private void deleteLongDead() {
        try {
            FileTime dayAgo = FileTime.from(clock.instant().minus(1, ChronoUnit.DAYS));
            for (Path other : folder.sockets()) {
                if (Files.getLastModifiedTime(other).compareTo(dayAgo) < 0 && isRefused(other)) {
                    Files.deleteIfExists(other);
                }
            }
        } catch (IOException e) {
            // it only costs a failed attempt now and then
        }
    }

    private static <T> void quietly(@Nullable T what, Closing<T> closing) {
        try {
            if (what != null) {
                closing.on(what);
            }
        } catch (IOException e) {
            // it is of no use any more in any case
        }
    }

    /** Something that is done to a thing of which there is no more need. */
    @FunctionalInterface
    private interface Closing<T> {
        void on(T what) throws IOException;
    }

    private void accept(SelectionKey key) throws IOException {
        try {
            SocketChannel channel = server == null ? null : server.accept();
            if (channel != null) {
                add(channel, false);
            }
        } catch (IOException e) {
            // the caller stays in the queue, and the selector would report it at once, again and again
            key.interestOps(0);
            acceptAgainAt = ticker.nanos() + REST_NANOS;
            resting = key;
            throw e;
        }
    }

    private void connect(Path path) {
        try {
            SocketChannel channel = connected(path);
            if (channel != null) {
                PeerConnection peer = add(channel, true);
                attempt(peer, it -> it.send(PeerConnection.HELLO, id, listeners.interest()));
            }
        } catch (IOException e) {
            // its process is dead, or too busy to be met now; the poller finds it
        }
    }

    private static @Nullable SocketChannel connected(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean isConnected = false;
        try {
            channel.configureBlocking(false);
            isConnected = channel.connect(UnixDomainSocketAddress.of(path));
            return isConnected ? channel : null;
        } finally {
            if (!isConnected) {
                channel.close();
            }
        }
    }

    private PeerConnection add(SocketChannel channel, boolean isMyCall) throws IOException {
        boolean isAdded = false;
        try {
            PeerConnection peer = new PeerConnection(channel, isMyCall);
            thread().register(channel, SelectionKey.OP_READ, key -> attempt(peer, this::receive));
            connections.add(peer);
            isAdded = true;
            return peer;
        } finally {
            if (!isAdded) {
                // its other end looks again; a connection that nobody serves it would wait on for ever
                channel.close();
            }
        }
    }

    private void receive(PeerConnection peer) throws IOException {
        for (ByteBuffer message = peer.receive(); message != null; message = peer.receive()) {
            handle(peer, message.get(), message.getLong(), message.getLong());
        }
    }

    private void handle(PeerConnection peer, byte type, long first, long second) throws IOException {
        switch (type) {
            case PeerConnection.HELLO -> greet(peer, first, second);
            case PeerConnection.INTEREST -> sender.setInterest(peer, first);
            case PeerConnection.CHANGED -> {
                listeners.changed(first);
                peer.send(PeerConnection.ANSWER, 0, 0);
            }
            case PeerConnection.ANSWER -> sender.answered(peer);
            default -> throw new IOException("a peer speaks another language");
        }
    }

    private void greet(PeerConnection peer, long peerId, long interest) throws IOException {
        if (!peer.isMyCall) {
            peer.send(PeerConnection.HELLO, id, listeners.interest());
        }
        sender.add(peerId, interest, peer);
        if (peer.isMyCall) {
            // nobody was notified of what was committed here between the other's hello and now
            sender.sendAll(peer);
        }
        listeners.changed(ChangeNotifier.ALL);
    }

    private void drop(PeerConnection peer) {
        connections.remove(peer);
        sender.remove(peer, connections);
        try {
            peer.channel.close();
        } catch (IOException e) {
            // it is gone in any case
        }
        if (peer.id != null) {
            // it may have died between its commit and its notification
            listeners.changed(ChangeNotifier.ALL);
        }
    }

    /** Something that may find the connection broken. */
    @FunctionalInterface
    private interface Attempt {
        void on(PeerConnection peer) throws IOException;
    }

    /** One that cannot be served is hung up: its other end looks again, and would wait in vain otherwise. */
    private void attempt(PeerConnection peer, Attempt attempt) {
        try {
            attempt.on(peer);
        } catch (IOException e) {
            drop(peer);
        } catch (RuntimeException | Error e) {
            drop(peer);
            throw e;
        }
    }

    /** Loads what serves a caller: it could not be, and never again, if the first one came while there are no descriptors. */
    private static void load() {
        PeerConnection.load();
        Objects.requireNonNull(Attempt.class);
        Objects.requireNonNull(Closing.class);
    }

    private PeerThread thread() {
        return Objects.requireNonNull(thread);
    }
}
