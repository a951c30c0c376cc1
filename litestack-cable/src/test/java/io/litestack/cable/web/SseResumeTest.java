package io.litestack.cable.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.cable.Position;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of three channels whose connection is cut at random bytes, while messages are published and deleted, and the server is
 * stopped and started again. It gets every message once, or is told that it is gone. More cuts: {@code -Dlitestack.soak=1000}.
 */
@Timeout(300)
class SseResumeTest {
    private static final int CUTS = Integer.getInteger("litestack.soak", 150);
    private static final StreamSecrets SECRETS = StreamSecrets.of("0123456789abcdef0123456789abcdef");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private final StreamTokens tokens = new StreamTokens(SECRETS);
    private final Set<Long> published = new ConcurrentSkipListSet<>();
    private final List<Long> got = new ArrayList<>();
    private final Set<Long> lost = new TreeSet<>();
    private String lastEventId = "";

    private Cable cable;
    private SseStreams streams;
    private HttpServer server;
    private ExecutorService serverThreads;

    private void start() throws IOException {
        cable = Cable.open(CableConfig.builder(
                        StoreConfig.builder(folder.resolve("cable.db")).build())
                .maxLogBytes(1 << 20)
                .build());
        streams = new SseStreams(cable, tokens, SseOptions.standard());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/stream", new HttpServerSse(streams, exchange -> ""));
        serverThreads = Executors.newCachedThreadPool();
        server.setExecutor(serverThreads);
        server.start();
    }

    private void stop() {
        streams.close();
        server.stop(0);
        serverThreads.shutdown();
        cable.close();
    }

    @Test
    void a_client_that_is_cut_off_at_random_gets_everything_or_is_told() throws Exception {
        Random random = seed.random();
        start();
        lastEventId = cable.position().toString();
        for (int cut = 0; cut < CUTS; cut++) {
            if (cut % 30 == 29) {
                stop();
                start();
            }
            AtomicBoolean isOver = new AtomicBoolean();
            Background<Void> publisher = Background.run("publisher", () -> publish(isOver));
            read(random.nextInt(20_000));
            isOver.set(true);
            publisher.result();
        }
        long last = cable.publish("end", "end");
        readUpTo(last);
        stop();
        assertThat(got).doesNotHaveDuplicates().isSorted();
        Set<Long> all = new TreeSet<>(got);
        assertThat(all.removeAll(lost))
                .as("something came that was reported lost")
                .isFalse();
        all.addAll(lost);
        assertThat(all).containsAll(published);
        // not by how many were published, which is a matter of this machine: a cut comes after some 25 messages
        assertThat(got).hasSizeGreaterThan(CUTS * 5);
    }

    private void publish(AtomicBoolean isOver) {
        for (int i = 0; !isOver.get(); i++) {
            String channel = List.of("a", "b", "c", "other").get(i % 4);
            long id = cable.publish(channel, "x\n".repeat(i % 100));
            if (!channel.equals("other")) {
                published.add(id);
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        String token = tokens.sign(Channels.of("a", "b", "c", "end"), "");
        String request = "GET /stream?token=" + token + " HTTP/1.0\r\nHost: localhost\r\nLast-Event-ID: " + lastEventId
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads so many bytes and hangs up. */
    private void read(int bytes) throws IOException {
        try (Socket socket = connect()) {
            InputStream in = socket.getInputStream();
            byte[] taken = in.readNBytes(bytes);
            take(new String(taken, StandardCharsets.UTF_8));
        }
    }

    private void readUpTo(long last) throws IOException {
        try (Socket socket = connect()) {
            StringBuilder text = new StringBuilder();
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[10_000];
            while (got.isEmpty() || got.get(got.size() - 1) < last) {
                int count = in.read(piece);
                text.append(new String(piece, 0, count, StandardCharsets.UTF_8));
                int end = text.lastIndexOf("\n\n");
                if (end >= 0) {
                    take(text.substring(0, end + 2));
                    text.delete(0, end + 2);
                }
            }
        }
    }

    /** As an EventSource does: an event counts once its empty line is there, and so does its id. */
    private void take(String text) {
        int head = text.indexOf("\r\n\r\n");
        String body = head < 0 ? (text.startsWith("HTTP") ? "" : text) : text.substring(head + 4);
        int end = body.lastIndexOf("\n\n");
        if (end < 0) {
            return;
        }
        for (String event : body.substring(0, end).split("\n\n")) {
            take(event.split("\n"));
        }
    }

    private void take(String[] lines) {
        if (!lines[0].startsWith("id: ")) {
            return;
        }
        String before = lastEventId;
        lastEventId = lines[0].substring(4);
        long id = Position.parse(lastEventId).id();
        if (lines.length > 1 && lines[1].equals("event: gap")) {
            for (long gone = Position.parse(before).id() + 1; gone <= id; gone++) {
                lost.add(gone);
            }
        } else if (lines.length > 1 && lines[1].startsWith("data: ")) {
            got.add(id);
        }
    }
}
