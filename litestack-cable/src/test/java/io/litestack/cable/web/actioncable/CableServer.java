package io.litestack.cable.web.actioncable;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.web.SignedStreamNames;
import io.litestack.cable.web.SseOptions;
import io.litestack.cable.web.SseServlet;
import io.litestack.cable.web.SseStreams;
import io.litestack.cable.web.StreamSecrets;
import io.litestack.cable.web.StreamTokens;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A server with a cable: {@code ws /cable} and {@code /stream}, in this process. It may be closed and started anew. */
final class CableServer {
    static final StreamSecrets SECRETS = StreamSecrets.of("0123456789abcdef0123456789abcdef");

    private final StreamTokens tokens = new StreamTokens(SECRETS);
    final Cable cable;
    final ActionCable actionCable;
    final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final SseStreams streams;
    private final Server server;

    CableServer(Path folder, int port, ActionCableOptions options) throws Exception {
        cable = Cable.open(CableConfig.builder(folder.resolve("cable.db")).build());
        streams = new SseStreams(cable, tokens, SseOptions.standard().withRetry(Duration.ofMillis(200)));
        actionCable = new ActionCable(cable, options)
                .channel("ChatChannel", new Chat())
                .channel("Turbo::StreamsChannel", ActionChannel.signedStreams(new SignedStreamNames(SECRETS)))
                .channel("$pubsub", ActionChannel.signedStreams(new SignedStreamNames(SECRETS)));
        server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder stream = new ServletHolder(new SseServlet(streams, it -> ""));
        stream.setAsyncSupported(true);
        context.addServlet(stream, "/stream");
        JettyWebSocketServletContainerInitializer.configure(
                context,
                (servlet, container) -> container.addMapping("/cable", (request, response) -> {
                    Optional<JettyCableSocket> socket = JettyCableSocket.admit(actionCable, request, "session-1");
                    if (socket.isEmpty()) {
                        response.sendError(404, "");
                        return null;
                    }
                    response.setAcceptedSubProtocol(socket.get().protocol());
                    return socket.get();
                }));
        server.setHandler(context);
        server.start();
    }

    /** Everybody may read and write in every room but the secret one. */
    private final class Chat implements ActionChannel {
        @Override
        public Optional<String> subscribe(ChannelRequest request) {
            if (request.param("room").equals(Optional.of("broken"))) {
                throw new StackOverflowError("a channel that cannot say who may subscribe");
            }
            return request.param("room").filter(it -> !it.equals("secret")).map(it -> "chat." + it);
        }

        @Override
        public void receive(ChannelRequest request, String data) {
            received.add(request.audience() + " in " + request.param("room").orElse("") + ": " + data);
        }
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    String token(String... channels) {
        return tokens.sign(Channels.of(List.of(channels)), "");
    }

    void close() throws Exception {
        actionCable.close();
        streams.close();
        server.stop();
        cable.close();
    }
}
