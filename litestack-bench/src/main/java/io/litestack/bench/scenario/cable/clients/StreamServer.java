package io.litestack.bench.scenario.cable.clients;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.web.SseOptions;
import io.litestack.cable.web.SseServlet;
import io.litestack.cable.web.SseStreams;
import io.litestack.cable.web.StreamSecrets;
import io.litestack.cable.web.StreamTokens;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** Streams of server-sent events of one channel, served by Jetty. */
final class StreamServer implements AutoCloseable {
    static final String CHANNEL = "news";

    private static final StreamSecrets SECRETS = StreamSecrets.of("0123456789abcdef0123456789abcdef");

    private final Cable cable;
    private final SseStreams streams;
    private final JettyServer server;
    private final String token;

    private StreamServer(Cable cable, SseStreams streams, JettyServer server, String token) {
        this.cable = cable;
        this.streams = streams;
        this.server = server;
        this.token = token;
    }

    static StreamServer start(Path folder) throws Exception {
        Cable cable = Cable.open(CableConfig.builder(folder.resolve("cable.db")).build());
        StreamTokens tokens = new StreamTokens(SECRETS);
        SseStreams streams = new SseStreams(cable, tokens, SseOptions.standard());
        ServletHolder servlet = new ServletHolder(new SseServlet(streams, request -> ""));
        servlet.setAsyncSupported(true);
        JettyServer server = JettyServer.start(context -> context.addServlet(servlet, "/stream"));
        return new StreamServer(cable, streams, server, tokens.sign(Channels.of(CHANNEL), ""));
    }

    /** What its clients are to know. */
    List<Object> address(int clients) {
        return List.of(clients, server.port(), token);
    }

    void publish(String text) {
        cable.publish(CHANNEL, text);
    }

    int connections() {
        return streams.connections();
    }

    @Override
    public void close() {
        streams.close();
        server.close();
        cable.close();
    }
}
