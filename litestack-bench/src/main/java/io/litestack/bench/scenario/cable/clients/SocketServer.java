package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.Side;
import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.web.actioncable.ActionCable;
import io.litestack.cable.web.actioncable.ActionCableOptions;
import io.litestack.cable.web.actioncable.ActionChannel;
import io.litestack.cable.web.actioncable.ChannelRequest;
import io.litestack.cable.web.actioncable.JettyCableSocket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.websocket.api.Session;

/** WebSockets on Jetty on which what one client sends comes to all: by Action Cable, or by nothing but a loop over all. */
final class SocketServer implements AutoCloseable {
    static final String PATH = "/cable";

    private final JettyServer server;
    private final Runnable rest;

    private SocketServer(JettyServer server, Runnable rest) {
        this.server = server;
        this.rest = rest;
    }

    static SocketServer start(Side side, Path folder) throws Exception {
        return side == Side.LITESTACK ? actionCable(folder) : loop();
    }

    private static SocketServer actionCable(Path folder) throws Exception {
        Cable cable = Cable.open(CableConfig.builder(folder.resolve("cable.db")).build());
        ActionCable served =
                new ActionCable(cable, ActionCableOptions.standard()).channel(SocketClients.CHANNEL, new News(cable));
        JettyServer server = JettyServer.start(context -> JettyWebSocketServletContainerInitializer.configure(
                context,
                (servlet, container) -> container.addMapping(PATH, (request, response) -> {
                    Optional<JettyCableSocket> socket = JettyCableSocket.admit(served, request, "");
                    socket.ifPresent(it -> response.setAcceptedSubProtocol(it.protocol()));
                    return socket.orElse(null);
                })));
        return new SocketServer(server, () -> {
            served.close();
            cable.close();
        });
    }

    /** What a client sends is published. */
    private record News(Cable cable) implements ActionChannel {
        @Override
        public Optional<String> subscribe(ChannelRequest request) {
            return Optional.of(StreamServer.CHANNEL);
        }

        @Override
        public void receive(ChannelRequest request, String data) {
            cable.publish(StreamServer.CHANNEL, data);
        }
    }

    private static SocketServer loop() throws Exception {
        Set<Session> sessions = Collections.newSetFromMap(new ConcurrentHashMap<>());
        JettyServer server = JettyServer.start(context -> JettyWebSocketServletContainerInitializer.configure(
                context,
                (servlet, container) -> container.addMapping(PATH, (request, response) -> {
                    response.setAcceptedSubProtocol(ActionCable.PROTOCOL);
                    return new BroadcastSocket(sessions);
                })));
        return new SocketServer(server, () -> {});
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        rest.run();
    }
}
