package io.litestack.cable.web;

import io.litestack.cable.Cable;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import io.litestack.core.ClosedException;
import io.litestack.core.spi.LoopWorker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the messages of a cable to browsers, as server-sent events, behind whichever server there is: what is in front of it
 * hands over requests and connections. Thread-safe.
 *
 * <pre>{@code
 * SseTicket ticket = streams.admit(request); // refuses before anything is answered
 * answer(200, SseStreams.HEADERS);
 * ticket.open(sink);
 * }</pre>
 *
 * <p>A client gets what its token allows, from the position on that it says, and goes on after a disconnect without a gap; if
 * there is one it gets an event {@code gap}. Nothing is served without a token. Each event carries its position as its id; what
 * keeps the connection alive does so too, so that a client on a quiet channel never falls behind.
 *
 * <p>Events: {@code message} (or the channel, by {@link SseOptions#namesEvents}) for each message, {@code live} once the client has
 * caught up, {@code gap} if something is missing for good: the page is to be loaded anew.
 */
public final class SseStreams implements AutoCloseable {
    /** What the answer to a request for a stream has beside its status 200. */
    public static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "text/event-stream; charset=utf-8",
            "Cache-Control", "no-store",
            "X-Accel-Buffering", "no");

    private static final Logger log = LoggerFactory.getLogger("io.litestack.cable");

    /** Of no log: whoever says something that is no position has missed whatever there was. */
    private static final Position UNKNOWN = new Position("unknown", 0);

    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

    private final Cable cable;
    private final StreamTokens tokens;
    private final SseOptions options;
    private final SseText text;
    private final InstantSource clock;
    private final LoopWorker heartbeats;
    private final Map<SseConnection, SseTicket> open = new ConcurrentHashMap<>();
    private final Set<SseConnection> renewed = Collections.newSetFromMap(new ConcurrentHashMap<>());

    /** Write to the clients whose connections may block, and read the log for those that have fallen behind. */
    private final ExecutorService writers;

    private volatile boolean isClosed;

    /**
     * Serves a cable.
     *
     * @param cable the cable; it is closed after this
     * @param tokens checks what clients send
     * @param options how it is served
     */
    public SseStreams(Cable cable, StreamTokens tokens, SseOptions options) {
        this.cable = cable;
        this.tokens = tokens;
        this.options = options;
        this.text = new SseText(options.namesEvents());
        this.clock = cable.config().store().clock();
        this.heartbeats = new LoopWorker(
                "litestack-cable-sse-1",
                cable.config().store().threads(),
                this::beat,
                (loop, cause, pause) -> log.warn("{} failed and is tried again", loop, cause));
        this.writers = Executors.newCachedThreadPool(task -> {
            Thread thread = cable.config().store().threads().newThread(task);
            thread.setName("litestack-cable-sse-writer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Decides whether a client may have a stream.
     *
     * @param request what it asks for
     * @return opens the stream
     * @throws SseRefusedException if it may not
     */
    public SseTicket admit(SseRequest request) throws SseRefusedException {
        if (!Origins.isAllowed(request.header("Origin"), request.header("Host"), options.origins())) {
            throw refused(
                    403, "a page of another origin (" + request.header("Origin").orElse("") + ") asks for it");
        }
        if (open.size() >= options.maxConnections()) {
            throw refused(503, "there are " + options.maxConnections() + " clients, as many as maxConnections allows");
        }
        try {
            StreamToken token = tokens.verify(request.parameter("token").orElse(""), request.audience());
            Optional<Position> from = request.header("Last-Event-ID")
                    .or(() -> request.parameter("from"))
                    .map(SseStreams::position);
            return new SseTicket(this, token, from, request);
        } catch (TokenException e) {
            throw refused(403, String.valueOf(e.getMessage()));
        }
    }

    private static SseRefusedException refused(int status, String reason) {
        log.debug("a stream is refused with {}: {}", status, reason);
        return new SseRefusedException(status, reason);
    }

    private static Position position(String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    SseConnection open(SseTicket ticket, SseSink sink) {
        SseConnection.Subscriber subscriber = (from, handler) -> subscribe(ticket, from, handler);
        SseConnection connection = new SseConnection(
                new SseConnection.Parts(sink, options.bufferBytes(), text, subscriber, writers, this::closed),
                ticket.from());
        boolean isOpen = false;
        try {
            connection.write(SseText.begin(options.retry().toMillis()));
            connection.subscribe();
            add(connection, ticket);
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                connection.close();
            }
        }
    }

    private void add(SseConnection connection, SseTicket ticket) {
        open.put(connection, ticket);
        if (isClosed) {
            throw new ClosedException("the streams of " + cable + " are closed", null);
        }
        if (connection.isClosed()) {
            closed(connection);
        }
        heartbeats.start();
    }

    private Subscription subscribe(SseTicket ticket, Optional<Position> from, MessageHandler handler) {
        SubscribeOptions options = SubscribeOptions.standard().withDirect();
        return cable.subscribe(ticket.channels(), from.map(options::withFrom).orElse(options), handler);
    }

    private void closed(SseConnection connection) {
        open.remove(connection);
        renewed.remove(connection);
    }

    /** The step of the loop. */
    private long beat() {
        Instant now = clock.instant();
        open.forEach((connection, ticket) -> {
            if (!ticket.expiresAt().isAfter(now)) {
                connection.close();
                return;
            }
            if (ticket.expiresAt().minus(RENEWED_BEFORE).isBefore(now) && renewed.add(connection)) {
                renew(connection, ticket);
            }
            connection.heartbeat();
        });
        return options.heartbeat().toNanos();
    }

    /** A browser that comes back with a token that has expired never tries again: the page gets another one in time. */
    private void renew(SseConnection connection, SseTicket ticket) {
        String token = tokens.sign(ticket.channels(), ticket.audience());
        connection.write(SseText.token(token));
        connection
                .position()
                .flatMap(position -> ticket.sourceElement(token, position))
                .ifPresent(html -> connection.write(SseText.data(html)));
    }

    /**
     * Returns how many clients there are.
     *
     * @return the number of open streams
     */
    public int connections() {
        return open.size();
    }

    /**
     * Ends the streams of an audience, such as a session that has logged out. A browser asks for them anew, with a token that still
     * counts: what names the audience of a request must not name this one any more.
     *
     * @param audience whose streams to end
     */
    public void disconnect(String audience) {
        open.forEach((connection, ticket) -> {
            if (ticket.audience().equals(audience)) {
                connection.close();
            }
        });
    }

    /** Ends all streams. Closing twice does nothing. */
    @Override
    public void close() {
        isClosed = true;
        heartbeats.close();
        open.keySet().forEach(SseConnection::close);
        writers.shutdown();
    }
}
