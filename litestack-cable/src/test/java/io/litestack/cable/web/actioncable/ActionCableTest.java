package io.litestack.cable.web.actioncable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.cable.Position;
import io.litestack.cable.web.SignedStreamNames;
import io.litestack.cable.web.StreamSecrets;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The protocols of Action Cable and AnyCable, message by message, and clients that mean no good. */
@Timeout(120)
class ActionCableTest {
    private static final String ROOM = "{\"channel\":\"ChatChannel\", \"room\" : 1}";
    private static final String QUOTED = Frames.quoted(ROOM);
    private static final String CONFIRMED = "{\"identifier\":" + QUOTED + ",\"type\":\"confirm_subscription\"}";

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private CableServer server;

    @BeforeEach
    void open() throws Exception {
        server = new CableServer(folder, 0, ActionCableOptions.standard());
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private void serveAnew(ActionCableOptions options) throws Exception {
        server.close();
        server = new CableServer(folder, 0, options);
    }

    private WebSocketClient connect(String protocol) {
        WebSocketClient client = new WebSocketClient(server.port(), protocol);
        client.await("{\"type\":\"welcome\"}");
        return client;
    }

    private WebSocketClient connect() {
        return connect(ActionCable.PROTOCOL);
    }

    @Test
    void a_client_subscribes_once_gets_messages_and_leaves() {
        try (WebSocketClient client = connect()) {
            client.command("subscribe", ROOM, "");
            client.command("subscribe", ROOM, "");
            client.await(CONFIRMED);
            server.cable.publish("chat.1", Map.of("text", "hello"));
            server.cable.publish("chat.1", "a \"text\"");
            server.cable.publish("chat.1", "{no JSON");
            server.cable.publish("chat.2", "not for it");
            client.await("{\"identifier\":" + QUOTED + ",\"message\":{\"text\":\"hello\"}}");
            client.await("{\"identifier\":" + QUOTED + ",\"message\":\"a \\\"text\\\"\"}");
            client.await("{\"identifier\":" + QUOTED + ",\"message\":\"{no JSON\"}");
            client.command("message", ROOM, ",\"data\":\"{\\\"action\\\":\\\"speak\\\"}\"");
            Eventually.until("it is received", () -> !server.received.isEmpty());
            assertThat(server.received).containsExactly("session-1 in 1: {\"action\":\"speak\"}");
            client.command("unsubscribe", ROOM, "");
            Eventually.until("it is gone", () -> server.cable.stats().subscriptions() == 0);
            assertThat(client.got).hasSize(5).containsOnlyOnce(CONFIRMED);
        }
        Eventually.until("nobody is there", () -> server.actionCable.connections() == 0);
    }

    @Test
    void what_no_channel_allows_is_rejected() {
        String other =
                new SignedStreamNames(StreamSecrets.of("a secret that nobody here has ever known")).sign("todos");
        String good = new SignedStreamNames(CableServer.SECRETS).sign("todos");
        String turbo = "{\"channel\":\"Turbo::StreamsChannel\",\"signed_stream_name\":\"";
        try (WebSocketClient client = connect()) {
            for (String bad : List.of(
                    "{\"channel\":\"ChatChannel\",\"room\":\"secret\"}",
                    "{\"channel\":\"ChatChannel\"}",
                    // the name of a channel of the cable is made of it
                    "{\"channel\":\"ChatChannel\",\"room\":\"a\\u0007b\"}",
                    "{\"channel\":\"ChatChannel\",\"room\":\"" + "x".repeat(256) + "\"}",
                    "{\"channel\":\"ChatChannel\",\"room\":\"broken\"}",
                    "{\"channel\":\"Unknown\"}",
                    "no JSON",
                    "",
                    turbo + other + "\"}",
                    turbo + good.replace("--", "--0") + "\"}")) {
                client.command("subscribe", bad, "");
                client.await("{\"identifier\":" + Frames.quoted(bad) + ",\"type\":\"reject_subscription\"}");
            }
            client.command("subscribe", turbo + good + "\"}", "");
            client.await(
                    "{\"identifier\":" + Frames.quoted(turbo + good + "\"}") + ",\"type\":\"confirm_subscription\"}");
        }
    }

    @Test
    void pages_of_other_origins_and_unknown_protocols_are_refused() {
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1")) {
            assertThatExceptionOfType(CompletionException.class)
                    .as(origin)
                    .isThrownBy(() -> new WebSocketClient(server.port(), ActionCable.PROTOCOL, "Origin", origin));
        }
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> new WebSocketClient(server.port(), "actioncable-v9"));
        String own = "http://127.0.0.1:" + server.port();
        new WebSocketClient(server.port(), ActionCable.PROTOCOL, "Origin", own).close();
    }

    @Test
    void what_was_missed_over_a_restart_comes_with_the_extended_protocol() throws Exception {
        String epoch = server.cable.position().epoch();
        server.cable.publish("chat.1", "before");
        server.cable.publish("chat.1", "1");
        try (WebSocketClient client = connect(ActionCable.EXTENDED_PROTOCOL)) {
            client.command("subscribe", ROOM, history(new Position(epoch, 1)));
            client.await(CONFIRMED);
            client.await("{\"identifier\":" + QUOTED + ",\"type\":\"confirm_history\"}");
            assertThat(client.got.get(2)).isEqualTo(extended("1", epoch, 2));
            assertThat(client.got).hasSize(4);
            server.cable.publish("chat.1", "2");
            client.await(extended("2", epoch, 3));
        }
        serveAnew(ActionCableOptions.standard());
        server.cable.publish("chat.1", "3");
        try (WebSocketClient client = connect(ActionCable.EXTENDED_PROTOCOL)) {
            client.command("subscribe", ROOM, history(new Position(epoch, 3)));
            client.await(extended("3", epoch, 4));
            client.await("{\"identifier\":" + QUOTED + ",\"type\":\"confirm_history\"}");
            assertThat(client.got).hasSize(4);
        }
        try (WebSocketClient client = connect(ActionCable.EXTENDED_PROTOCOL)) {
            client.command("subscribe", ROOM, history(new Position("other", 3)));
            client.await("{\"identifier\":" + QUOTED + ",\"type\":\"reject_history\"}");
        }
        try (WebSocketClient client = connect(ActionCable.EXTENDED_PROTOCOL)) {
            client.command("subscribe", ROOM, ",\"history\":{\"since\":1,\"streams\":{}}");
            client.await("{\"identifier\":" + QUOTED + ",\"type\":\"confirm_history\"}");
            assertThat(client.got).contains(extended("before", epoch, 1), extended("3", epoch, 4));
        }
    }

    /** Clients say at first what time it is by their own clock, and want what is published from then on. */
    @Test
    void a_client_whose_clock_is_ahead_misses_nothing() {
        String epoch = server.cable.position().epoch();
        server.cable.publish("chat.1", "before");
        long inAnHour = Instant.now().plus(Duration.ofHours(1)).getEpochSecond();
        for (String since : List.of(String.valueOf(inAnHour), "1e20")) {
            try (WebSocketClient client = connect(ActionCable.EXTENDED_PROTOCOL)) {
                client.command("subscribe", ROOM, ",\"history\":{\"since\":" + since + ",\"streams\":{}}");
                client.await(CONFIRMED);
                long id = server.cable.publish("chat.1", "now");
                client.await(extended("now", epoch, id));
                client.await("{\"identifier\":" + QUOTED + ",\"type\":\"confirm_history\"}");
                assertThat(client.got).doesNotContain(extended("before", epoch, 1));
            }
        }
    }

    private static String history(Position position) {
        return ",\"history\":{\"since\":0,\"streams\":{\"chat.1\":{\"epoch\":\"" + position.epoch() + "\",\"offset\":"
                + position.id() + "}}}";
    }

    private static String extended(String text, String epoch, long id) {
        return "{\"identifier\":" + QUOTED + ",\"message\":\"" + text + "\",\"stream_id\":\"chat.1\",\"epoch\":\""
                + epoch + "\",\"offset\":" + id + "}";
    }

    @Test
    void a_client_that_wants_10_000_subscriptions_gets_200() {
        try (WebSocketClient client = connect();
                WebSocketClient other = connect()) {
            other.command("subscribe", ROOM, "");
            other.await(CONFIRMED);
            for (int i = 0; i < 10_000; i++) {
                client.command("subscribe", "{\"channel\":\"ChatChannel\",\"room\":" + i + "}", "");
            }
            Eventually.until("all are answered", () -> client.got.size() == 10_001);
            assertThat(client.got.stream().filter(it -> it.contains("confirm_subscription")))
                    .hasSize(200);
            assertThat(server.cable.stats().subscriptions()).isEqualTo(201);
            server.cable.publish("chat.1", "hello");
            other.await("{\"identifier\":" + QUOTED + ",\"message\":\"hello\"}");
        }
    }

    @Test
    void what_is_no_command_ends_the_connection_with_the_reason() {
        for (String bad : List.of("no JSON", "[]", "null", "\"x\"", "1")) {
            try (WebSocketClient client = connect()) {
                client.send(bad);
                client.await("{\"type\":\"disconnect\",\"reason\":\"invalid_request\",\"reconnect\":false}");
                assertThat(client.closed.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(1008);
            }
        }
        try (WebSocketClient client = connect()) {
            client.send("{\"command\":\"unknown\"}");
            client.send("{\"command\":7,\"identifier\":{},\"data\":[]}");
            client.command("message", ROOM, ",\"data\":\"nobody is subscribed\"");
            client.command("subscribe", ROOM, "");
            client.await(CONFIRMED);
        }
    }

    /** A client by hand. */
    private final class RawClient implements AutoCloseable {
        private final Socket socket = new Socket();

        RawClient() throws IOException {
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            String request = "GET /cable HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Protocol: actioncable-v1-json\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            begin(bytes.length);
            socket.getOutputStream().write(bytes);
        }

        /** The head of a frame, with a mask that changes nothing. */
        void begin(long length) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(14);
            head.put((byte) 0x81).put((byte) (0x80 | 127)).putLong(length).putInt(0);
            socket.getOutputStream().write(head.array());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void a_frame_of_100_megabytes_ends_the_connection_before_it_is_read() throws Exception {
        try (RawClient client = new RawClient();
                WebSocketClient other = connect()) {
            client.begin(100 << 20);
            OutputStream out = client.socket.getOutputStream();
            Background<Void> sending = Background.run("sender", () -> {
                byte[] piece = new byte[1 << 20];
                for (int i = 0; i < 100; i++) {
                    out.write(piece);
                }
            });
            Eventually.until("it is disconnected", () -> server.actionCable.connections() == 1);
            client.socket.close();
            sending.join();
            other.command("subscribe", ROOM, "");
            other.await(CONFIRMED);
        }
    }

    @Test
    void a_client_that_does_not_read_takes_no_memory_delays_nobody_and_is_given_up() throws Exception {
        serveAnew(ActionCableOptions.standard().withPing(Duration.ofSeconds(1)).withBuffer(16 << 10));
        try (RawClient stalled = new RawClient();
                WebSocketClient other = connect()) {
            stalled.send("{\"command\":\"subscribe\",\"identifier\":" + QUOTED + "}");
            other.command("subscribe", ROOM, "");
            other.await(CONFIRMED);
            Eventually.until("both subscribe", () -> server.cable.stats().subscriptions() == 2);
            for (int i = 0; i < 1_000; i++) {
                server.cable.publish("chat.1", "x".repeat(10_000) + i);
            }
            Eventually.until("the other gets all", () -> other.got.size() == 1_002);
            Eventually.until("it is given up", () -> server.actionCable.connections() == 1);
            Eventually.until("it subscribes no more", () -> server.cable.stats().subscriptions() == 1);
        }
    }

    /** Pings are far away: nothing else finds it. */
    @Test
    void a_client_that_asks_and_does_not_read_the_answers_is_disconnected() throws Exception {
        serveAnew(ActionCableOptions.standard().withPing(Duration.ofMinutes(1)));
        try (RawClient flooding = new RawClient()) {
            Eventually.until("it is there", () -> server.actionCable.connections() == 1);
            String unknown = "{\"channel\":\"" + "x".repeat(50_000) + "\"}";
            String command = "{\"command\":\"subscribe\",\"identifier\":" + Frames.quoted(unknown) + "}";
            Background<Void> sending = Background.run("sender", () -> {
                while (server.actionCable.connections() == 1) {
                    flooding.send(command);
                }
            });
            Eventually.until("it is disconnected", () -> server.actionCable.connections() == 0);
            flooding.socket.close();
            sending.join();
        }
    }

    @Test
    void a_client_that_reads_slowly_gets_everything() throws Exception {
        serveAnew(ActionCableOptions.standard().withPing(Duration.ofMinutes(1)).withBuffer(16 << 10));
        try (RawClient slow = new RawClient()) {
            slow.send("{\"command\":\"subscribe\",\"identifier\":" + QUOTED + "}");
            Eventually.until("it subscribes", () -> server.cable.stats().subscriptions() == 1);
            for (int i = 0; i < 1_000; i++) {
                server.cable.publish("chat.1", "<" + i + ">" + "x".repeat(10_000));
            }
            Eventually.until(
                    "it waits for the client", () -> server.cable.stats().subscriptions() == 0);
            server.cable.publish("chat.1", "the end");
            InputStream in = slow.socket.getInputStream();
            StringBuilder got = new StringBuilder();
            byte[] piece = new byte[64 << 10];
            for (int from = 0; got.indexOf("the end", from) < 0; ) {
                from = Math.max(0, got.length() - 10);
                got.append(new String(piece, 0, in.read(piece), StandardCharsets.ISO_8859_1));
            }
            List<Integer> numbers = Pattern.compile("<(\\d+)>")
                    .matcher(got)
                    .results()
                    .map(it -> Integer.valueOf(it.group(1)))
                    .toList();
            assertThat(numbers).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
        }
    }

    @Test
    void closing_says_that_the_server_restarts_and_a_session_can_be_disconnected() throws Exception {
        try (WebSocketClient client = connect();
                WebSocketClient other = connect()) {
            server.actionCable.disconnect("session-2");
            server.actionCable.disconnect("session-1");
            client.await("{\"type\":\"disconnect\",\"reason\":\"remote\",\"reconnect\":false}");
            other.closed.orTimeout(60, TimeUnit.SECONDS).join();
        }
        try (WebSocketClient client = connect()) {
            server.actionCable.close();
            client.await("{\"type\":\"disconnect\",\"reason\":\"server_restart\",\"reconnect\":true}");
            client.closed.orTimeout(60, TimeUnit.SECONDS).join();
        }
    }
}
