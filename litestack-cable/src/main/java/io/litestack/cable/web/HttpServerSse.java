package io.litestack.cable.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.litestack.core.LitestackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves streams by the server that comes with Java. Its connections can only be written to by waiting, so each client that reads
 * slowly keeps a thread while something waits for it: it is for a few hundred clients, and for tests.
 *
 * <pre>{@code
 * HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
 * server.createContext("/stream", new HttpServerSse(streams, exchange -> sessionOf(exchange)));
 * }</pre>
 */
@SuppressWarnings("exports") // who serves streams so, has these classes
public final class HttpServerSse implements HttpHandler {
    private final SseStreams streams;
    private final Function<? super HttpExchange, String> audience;

    /**
     * Serves streams.
     *
     * @param streams what to serve
     * @param audience says who asks, such as the id of the session; empty if that is not known
     */
    public HttpServerSse(SseStreams streams, Function<? super HttpExchange, String> audience) {
        this.streams = streams;
        this.audience = audience;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            exchange.sendResponseHeaders(405, -1);
            exchange.close();
            return;
        }
        SseTicket ticket;
        try {
            ticket = streams.admit(new SseRequest(
                    exchange.getRequestURI().getRawPath(),
                    exchange.getRequestURI().getRawQuery() == null
                            ? ""
                            : exchange.getRequestURI().getRawQuery(),
                    audience.apply(exchange),
                    name -> exchange.getRequestHeaders().getFirst(name)));
        } catch (SseRefusedException e) {
            exchange.sendResponseHeaders(e.status(), -1);
            exchange.close();
            return;
        }
        SseStreams.HEADERS.forEach(
                (name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(200, 0);
        try {
            ticket.open(new Sink(exchange));
        } catch (LitestackException e) {
            // the sink is closed; the client comes back
        }
    }

    /**
     * A connection that is written to by waiting. To close it is to wait for the writer, which may wait for a client that takes nothing: so
     * that one is interrupted first, which closes the channel under it.
     */
    private static final class Sink implements SseSink {
        private final HttpExchange exchange;
        private final OutputStream out;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Thread writer;
        private boolean isClosed;

        Sink(HttpExchange exchange) {
            this.exchange = exchange;
            this.out = exchange.getResponseBody();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            begin();
            try {
                out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                out.flush();
                bytes.position(bytes.limit());
            } finally {
                end();
            }
        }

        private void begin() throws IOException {
            lock.lock();
            try {
                if (isClosed) {
                    throw new IOException("the stream is closed");
                }
                writer = Thread.currentThread();
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                writer = null;
                if (isClosed) {
                    // the thread goes on with something else
                    var unused = Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean mayBlock() {
            return true;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                isClosed = true;
                if (writer != null) {
                    writer.interrupt();
                }
            } finally {
                lock.unlock();
            }
            exchange.close();
        }
    }
}
