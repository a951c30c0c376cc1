package io.litestack.bench.scenario.cable.clients;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty on a free loopback port, with its defaults. */
final class JettyServer implements AutoCloseable {
    private static final int QUEUE = 1_000;

    private final Server server;

    private JettyServer(Server server) {
        this.server = server;
    }

    static JettyServer start(Consumer<ServletContextHandler> contents) throws Exception {
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ((ServerConnector) server.getConnectors()[0]).setAcceptQueueSize(QUEUE);
        ServletContextHandler context = new ServletContextHandler();
        contents.accept(context);
        server.setHandler(context);
        server.start();
        return new JettyServer(server);
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
