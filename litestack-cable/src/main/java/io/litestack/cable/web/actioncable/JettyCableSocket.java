package io.litestack.cable.web.actioncable;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.UpgradeRequest;
import org.jspecify.annotations.Nullable;

/**
 * A client's WebSocket on Jetty, alone or inside of another server such as Javalin.
 *
 * <pre>{@code
 * container.addMapping("/cable", (request, response) -> {
 *     Optional<JettyCableSocket> socket = JettyCableSocket.admit(server, request, sessionOf(request));
 *     if (socket.isEmpty()) {
 *         response.sendError(404, "");
 *         return null;
 *     }
 *     response.setAcceptedSubProtocol(socket.get().protocol());
 *     return socket.get();
 * });
 * }</pre>
 */
@SuppressWarnings("exports") // who serves streams so, has these classes
public final class JettyCableSocket implements Session.Listener.AutoDemanding {
    private final ActionCable server;
    private final String protocol;
    private final String audience;
    private volatile @Nullable ActionCableConnection connection;

    private JettyCableSocket(ActionCable server, String protocol, String audience) {
        this.server = server;
        this.protocol = protocol;
        this.audience = audience;
    }

    /**
     * Decides whether a client may connect.
     *
     * @param server what to serve
     * @param request what the client asks for
     * @param audience who it is, such as the id of its session; empty if that is not known
     * @return the endpoint of its WebSocket; empty if it may not
     */
    public static Optional<JettyCableSocket> admit(ActionCable server, UpgradeRequest request, String audience) {
        return server.admit(
                        Optional.ofNullable(request.getHeader("Origin")),
                        Optional.ofNullable(request.getHeader("Host")),
                        request.getSubProtocols())
                .map(protocol -> new JettyCableSocket(server, protocol, audience));
    }

    /**
     * Returns what the answer names as the chosen protocol.
     *
     * @return the WebSocket protocol
     */
    public String protocol() {
        return protocol;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.setMaxTextMessageSize(server.options().maxMessageBytes());
        session.setMaxBinaryMessageSize(server.options().maxMessageBytes());
        session.setMaxFrameSize(server.options().maxMessageBytes());
        // the pings of the protocol find out who is gone
        session.setIdleTimeout(Duration.ZERO);
        connection = server.open(new Socket(session), protocol, audience);
    }

    @Override
    public void onWebSocketText(String message) {
        ActionCableConnection opened = connection;
        if (opened != null) {
            opened.onText(message);
        }
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        end();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    private void end() {
        ActionCableConnection opened = connection;
        if (opened != null) {
            opened.onClose();
        }
    }

    /** What is written to. */
    private record Socket(Session session) implements CableSocket {
        @Override
        public void send(String text, Consumer<@Nullable Throwable> done) {
            session.sendText(text, Callback.from(() -> done.accept(null), done));
        }

        @Override
        public void expireAfter(Duration time) {
            session.setIdleTimeout(time);
        }

        @Override
        public void close(int status, String reason) {
            session.close(status, reason, Callback.from(() -> {}, failure -> session.disconnect()));
        }
    }
}
