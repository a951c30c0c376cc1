package io.litestack.cable.web.actioncable;

import io.litestack.cable.Cable;
import io.litestack.cable.Channels;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import io.litestack.cable.web.Origins;
import io.litestack.cable.web.actioncable.ChannelSubscription.Start;
import io.litestack.core.ClosedException;
import io.litestack.core.spi.LogLimit;
import io.litestack.core.spi.LoopWorker;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the messages of a cable to clients of Action Cable and AnyCable, behind whichever server there is: what is in front of it
 * hands over WebSockets. Thread-safe.
 *
 * <pre>{@code
 * ActionCable server = new ActionCable(cable, ActionCableOptions.standard())
 *         .channel("ChatChannel", request -> request.param("room").map(room -> "chat." + room));
 * }</pre>
 *
 * <p>Nothing is served but the channels that are named here, and of these what each allows. Who may connect at all says the server
 * in front of it, which knows the session; a page of another origin never may.
 */
public final class ActionCable implements AutoCloseable {
    /** The protocol of Rails. */
    public static final String PROTOCOL = "actioncable-v1-json";

    /** The protocol of AnyCable, whose clients get what they have missed. */
    public static final String EXTENDED_PROTOCOL = "actioncable-v1-ext-json";

    private static final Logger log = LoggerFactory.getLogger("io.litestack.cable");

    private final Cable cable;
    private final ActionCableOptions options;
    private final InstantSource clock;
    private final Map<String, ActionChannel> channels = new ConcurrentHashMap<>();
    private final Set<ActionCableConnection> open = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Shared shared = new Shared();
    private final LoopWorker pings;
    private final ExecutorService readers;
    private final LogLimit limit;
    private volatile boolean isClosed;

    /**
     * Serves a cable.
     *
     * @param cable the cable; it is closed after this
     * @param options how it is served
     */
    public ActionCable(Cable cable, ActionCableOptions options) {
        this.cable = cable;
        this.options = options;
        this.clock = cable.config().store().clock();
        this.limit = new LogLimit(cable.config().store().ticker()::nanos);
        this.pings = new LoopWorker(
                "litestack-cable-actioncable-1",
                cable.config().store().threads(),
                this::ping,
                (loop, cause, pause) -> log.warn("{} failed and is tried again", loop, cause));
        this.readers = Executors.newCachedThreadPool(task -> {
            Thread thread = cable.config().store().threads().newThread(task);
            thread.setName("litestack-cable-actioncable-reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Lets clients subscribe to a channel.
     *
     * @param name its name, as clients have it
     * @param channel decides who may
     * @return this
     */
    public ActionCable channel(String name, ActionChannel channel) {
        channels.put(name, channel);
        return this;
    }

    /**
     * Decides whether a client may connect, before its WebSocket is opened. A client that may not is best answered with 404.
     *
     * @param origin the header {@code Origin}; a browser always sends one
     * @param host the header {@code Host}
     * @param protocols the WebSocket protocols that the client offers
     * @return the protocol to speak; empty if it may not
     */
    public Optional<String> admit(Optional<String> origin, Optional<String> host, List<String> protocols) {
        if (!Origins.isAllowed(origin, host, options.origins())) {
            log.debug("a WebSocket of a page of another origin ({}) is refused", origin.orElse(""));
            return Optional.empty();
        }
        if (isClosed || open.size() >= options.maxConnections()) {
            log.debug("a WebSocket is refused: there are {} clients", open.size());
            return Optional.empty();
        }
        return protocols.stream()
                .filter(it -> it.equals(PROTOCOL) || it.equals(EXTENDED_PROTOCOL))
                .findFirst();
    }

    /**
     * Takes a client whose WebSocket has been opened.
     *
     * @param socket its WebSocket
     * @param protocol what {@link #admit} has chosen
     * @param audience who it is, such as the id of its session; empty if that is not known
     * @return gets what the client sends
     * @throws ClosedException if this was closed; so is the WebSocket
     */
    public ActionCableConnection open(CableSocket socket, String protocol, String audience) {
        ActionCableConnection connection =
                new ActionCableConnection(shared, socket, audience, protocol.equals(EXTENDED_PROTOCOL));
        open.add(connection);
        if (isClosed) {
            connection.close("server_restart");
            throw new ClosedException("the clients of " + cable + " are disconnected", null);
        }
        connection.welcome();
        pings.start();
        return connection;
    }

    /** What the connections share. */
    private final class Shared implements ActionCableConnection.Services {
        private final Frames frames = new Frames();

        @Override
        public ActionCableOptions options() {
            return options;
        }

        @Override
        public @Nullable ActionChannel channel(String name) {
            return channels.get(name);
        }

        @Override
        public Subscription subscribe(Start start, MessageHandler handler) {
            SubscribeOptions direct = SubscribeOptions.standard().withDirect();
            SubscribeOptions beginning = start.since().isPresent() ? direct.withFromOldest() : direct;
            return cable.subscribe(
                    Channels.of(start.channel()),
                    start.from().map(direct::withFrom).orElse(beginning),
                    handler);
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public Frames frames() {
            return frames;
        }

        @Override
        public void execute(Runnable task) {
            if (!isClosed) {
                readers.execute(task);
            }
        }

        @Override
        public void report(String what, @Nullable Throwable cause) {
            if (cause == null) {
                log.debug("a client of Action Cable is disconnected after {}", what);
            } else {
                limit.admit(what + " " + cause.getClass())
                        .ifPresent(leftOut -> log.warn(
                                "{} of a client of Action Cable failed; {} times more were not logged",
                                what,
                                leftOut,
                                cause));
            }
        }

        @Override
        public void closed(ActionCableConnection connection) {
            open.remove(connection);
        }
    }

    /** The step of the loop. */
    private long ping() {
        String frame = Frames.ping(clock.instant().getEpochSecond());
        open.forEach(it -> it.ping(frame));
        return options.ping().toNanos();
    }

    /**
     * Disconnects the clients of an audience, such as a session that has logged out; they do not come back by themselves.
     *
     * @param audience whose connections to end
     */
    public void disconnect(String audience) {
        open.forEach(it -> {
            if (it.audience().equals(audience)) {
                it.disconnect();
            }
        });
    }

    /**
     * Returns how it is served.
     *
     * @return the options
     */
    public ActionCableOptions options() {
        return options;
    }

    /**
     * Returns how many clients there are.
     *
     * @return the number of open connections
     */
    public int connections() {
        return open.size();
    }

    /** Disconnects all clients, which come back when they can. Closing twice does nothing. */
    @Override
    public void close() {
        isClosed = true;
        pings.close();
        open.forEach(it -> it.close("server_restart"));
        readers.shutdown();
    }
}
