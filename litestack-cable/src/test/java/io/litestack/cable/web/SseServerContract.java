package io.litestack.cable.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What every server does that streams are served by, as seen through sockets. */
@Timeout(120)
abstract class SseServerContract {
    private static final StreamSecrets SECRETS = StreamSecrets.of("0123456789abcdef0123456789abcdef");
    private static final StreamSecrets OTHERS = StreamSecrets.of("a secret that nobody here has ever known");
    private static final int SMALL_BUFFER = 16 << 10;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final StreamTokens tokens = new StreamTokens(SECRETS);
    private Cable cable;
    private SseStreams streams;
    private int port;

    /** Serves {@code /stream}; the audience is what the header {@code X-Session} says. */
    abstract int start(SseStreams served) throws Exception;

    abstract void stop() throws Exception;

    @BeforeEach
    void open() throws Exception {
        cable = Cable.open(CableConfig.builder(folder.resolve("cable.db")).build());
        serve(Duration.ofSeconds(1));
    }

    private void serve(Duration heartbeat) throws Exception {
        streams = new SseStreams(
                cable, tokens, SseOptions.standard().withBuffer(SMALL_BUFFER).withHeartbeat(heartbeat));
        port = start(streams);
    }

    private void serveAnew(Duration heartbeat) throws Exception {
        streams.close();
        stop();
        serve(heartbeat);
    }

    @AfterEach
    void close() throws Exception {
        streams.close();
        stop();
        cable.close();
    }

    /** One connection, and what came over it. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket();
        private final StringBuilder got = new StringBuilder();

        Client(String query, String... headers) throws IOException {
            socket.setReceiveBufferSize(SMALL_BUFFER);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            StringBuilder request = new StringBuilder(
                    "GET /stream?" + query + " HTTP/1.0\r\nHost: app.example\r\nX-Session: session-1\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        }

        String await(String text) throws IOException {
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[64 << 10];
            for (int from = 0; got.indexOf(text, from) < 0; ) {
                from = Math.max(0, got.length() - text.length());
                int count = in.read(piece);
                if (count < 0) {
                    throw new AssertionError(
                            "the connection ends after " + got.length() + " bytes, before \"" + text + "\"");
                }
                got.append(new String(piece, 0, count, StandardCharsets.ISO_8859_1));
            }
            return got.toString();
        }

        String all() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private String token(String... channels) {
        return "token=" + tokens.sign(Channels.of(channels), "session-1");
    }

    private void assertRefused(String query, String... headers) throws IOException {
        try (Client client = new Client(query, headers)) {
            String answer = client.all();
            assertThat(answer).as(query).startsWith("HTTP/1.").contains(" 403 ");
            assertThat(answer.split("\r\n\r\n", 2)[1]).as("nobody is told why").isEmpty();
        }
        assertThat(streams.connections()).isZero();
    }

    @Test
    void no_token_and_forged_altered_expired_and_foreign_ones_are_refused_with_403() throws Exception {
        Channels channels = Channels.of("a");
        String good = tokens.sign(channels, "session-1");
        int middle = good.indexOf('.') / 2;
        assertRefused("");
        assertRefused("token=");
        assertRefused("token=" + new StreamTokens(OTHERS).sign(channels, "session-1"));
        assertRefused("token=" + good.substring(0, middle) + (good.charAt(middle) == 'A' ? 'B' : 'A')
                + good.substring(middle + 1));
        assertRefused("token=" + tokens.sign(channels, "session-1", Duration.ofMillis(-1)));
        assertRefused("token=" + tokens.sign(channels, "session-2"));
    }

    @Test
    void a_stream_is_opened_by_get_only() throws Exception {
        for (String method : List.of("HEAD", "POST")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String request = method + " /stream?" + token("a")
                        + " HTTP/1.1\r\nHost: app.example\r\nX-Session: session-1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).as(method).startsWith("HTTP/1.1 405 ");
            }
        }
        assertThat(streams.connections()).isZero();
    }

    @Test
    void a_page_of_another_origin_is_refused_with_403() throws Exception {
        assertRefused(token("a"), "Origin: https://evil.example");
        assertRefused(token("a"), "Origin: null");
        try (Client client = new Client(token("a"), "Origin: https://app.example")) {
            client.await("event: live");
        }
    }

    @Test
    void a_client_goes_on_where_it_stopped() throws Exception {
        String epoch = cable.position().epoch();
        cable.publish("a", "1");
        cable.publish("b", "other");
        cable.publish("a", "3\n4");
        try (Client client = new Client(token("a") + "&from=" + epoch + "-0", "Last-Event-ID: " + epoch + "-1")) {
            String head = client.await("event: live");
            assertThat(head).contains(" 200 ").containsIgnoringCase("Content-Type: text/event-stream");
            assertThat(head).contains("\r\n\r\nretry: 2000\n\nid: " + epoch + "-3\ndata: 3\ndata: 4\n\n");
            cable.publish("a", "5");
            client.await("id: " + epoch + "-4\ndata: 5\n\n");
            client.await("id: " + epoch + "-4\n\n");
        }
    }

    @Test
    void a_client_that_hangs_up_is_found_out() throws Exception {
        try (Client client = new Client(token("quiet"))) {
            client.await("event: live");
        }
        Eventually.until("it is found out by the heartbeats", () -> streams.connections() == 0);
        Eventually.until("nobody subscribes", () -> cable.stats().subscriptions() == 0);
    }

    @Test
    void a_client_that_reads_slowly_delays_nobody_and_gets_everything() throws Exception {
        String text = "x".repeat(10_000);
        serveAnew(Duration.ofMinutes(1));
        try (Client slow = new Client(token("a"));
                Client quick = new Client(token("a"))) {
            Background<String> all = Background.call("quick", () -> quick.await("the end"));
            Eventually.until("both subscribe", () -> cable.stats().subscriptions() == 2);
            for (int i = 0; i < 1_000; i++) {
                cable.publish("a", "<" + i + ">" + text);
            }
            cable.publish("a", "the end");
            String expected = all.result();
            String late = slow.await("the end");
            List<Integer> all1000 = IntStream.range(0, 1_000).boxed().toList();
            assertThat(numbers(expected)).isEqualTo(all1000);
            assertThat(numbers(late)).isEqualTo(all1000);
        }
    }

    private static List<Integer> numbers(String text) {
        return Pattern.compile("<(\\d+)>")
                .matcher(text)
                .results()
                .map(it -> Integer.valueOf(it.group(1)))
                .toList();
    }

    @Test
    void a_client_that_is_there_and_takes_nothing_is_given_up() throws Exception {
        try (Client halfOpen = new Client(token("a"))) {
            Eventually.until("it subscribes", () -> cable.stats().subscriptions() == 1);
            for (int i = 0; i < 1_000; i++) {
                cable.publish("a", "x".repeat(10_000));
            }
            Eventually.until("it is given up", () -> streams.connections() == 0);
            Eventually.until("nobody subscribes", () -> cable.stats().subscriptions() == 0);
            assertThat(halfOpen.socket.isClosed()).isFalse();
        }
    }
}
