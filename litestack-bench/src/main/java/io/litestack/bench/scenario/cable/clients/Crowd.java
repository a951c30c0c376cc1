package io.litestack.bench.scenario.cable.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many clients of one server, by one thread that does nothing but read and look for marks. */
final class Crowd implements AutoCloseable {
    /** So many connect at a time: the queue of a server is short. */
    private static final int CONNECTING = 32;

    private static final int READ_BYTES = 64 << 10;
    private static final long PATIENCE_SECONDS = 60;

    private final int clients;
    private final Way way;
    private final Arrivals arrivals;
    private final Selector selector;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(READ_BYTES);
    private final CountDownLatch live;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "clients");
    private volatile boolean isClosed;
    private volatile @Nullable SocketChannel first;
    private int begun;
    private int connecting;

    /**
     * How a client comes to its messages.
     *
     * @param port of the server, on the loopback address
     * @param request what it sends first
     * @param second what it sends when it has got an answer; may be empty
     * @param live what the server has said when it gets messages
     */
    record Way(int port, ByteBuffer request, ByteBuffer second, String live) {}

    /** One client. */
    private static final class Client {
        final Mark.Finder marks = new Mark.Finder();
        boolean isAnswered;

        /** How much of the text that says that it is live was there; -1 once it was. */
        int liveMatched;
    }

    private Crowd(int clients, Way way, Arrivals arrivals) throws IOException {
        this.clients = clients;
        this.way = way;
        this.arrivals = arrivals;
        this.selector = Selector.open();
        this.live = new CountDownLatch(clients);
    }

    /** Connects all, and returns when all of them get messages. */
    static Crowd connect(int clients, Way way, Arrivals arrivals) throws Exception {
        Crowd crowd = new Crowd(clients, way, arrivals);
        crowd.thread.setDaemon(true);
        crowd.thread.start();
        if (!crowd.live.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(crowd.live.getCount() + " of " + clients + " clients get no messages");
        }
        crowd.check();
        return crowd;
    }

    /** One of the clients sends something. */
    void send(ByteBuffer bytes) throws IOException {
        SocketChannel sender = first;
        if (sender == null || sender.write(bytes) == 0 || bytes.hasRemaining()) {
            throw new IOException("the first client cannot send");
        }
    }

    private void check() throws IOException {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IOException("the clients have failed", cause);
        }
    }

    private void run() {
        try {
            while (!isClosed) {
                connectMore();
                selector.select(this::serve, 100);
            }
        } catch (IOException | RuntimeException e) {
            if (!isClosed) {
                fail(e);
            }
        }
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        while (live.getCount() > 0) {
            live.countDown();
        }
    }

    private void connectMore() throws IOException {
        for (; begun < clients && connecting < CONNECTING; begun++, connecting++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), way.port));
            channel.register(selector, SelectionKey.OP_CONNECT, new Client());
            if (first == null) {
                first = channel;
            }
        }
    }

    private void serve(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(way.request.duplicate());
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read(channel, (Client) key.attachment());
            }
        } catch (IOException e) {
            key.cancel();
            throw new UncheckedIOException(e);
        }
    }

    private void read(SocketChannel channel, Client client) throws IOException {
        piece.clear();
        if (channel.read(piece) < 0) {
            throw new IOException("the server has closed a connection");
        }
        piece.flip();
        if (!client.isAnswered) {
            client.isAnswered = true;
            channel.write(way.second.duplicate());
        }
        long now = System.nanoTime();
        while (piece.hasRemaining()) {
            byte next = piece.get();
            if (client.liveMatched >= 0) {
                awaitLive(client, next);
            }
            if (client.marks.take(next)) {
                arrivals.add(client.marks.number(), client.marks.due(), now);
            }
        }
    }

    private void awaitLive(Client client, byte next) {
        int matched = client.liveMatched;
        client.liveMatched = next == way.live.charAt(matched) ? matched + 1 : next == way.live.charAt(0) ? 1 : 0;
        if (client.liveMatched == way.live.length()) {
            client.liveMatched = -1;
            connecting--;
            live.countDown();
        }
    }

    /** A request by a version of HTTP. */
    static ByteBuffer http(String version, String path, String... headers) {
        StringBuilder text = new StringBuilder("GET " + path + " HTTP/" + version + "\r\nHost: 127.0.0.1\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
