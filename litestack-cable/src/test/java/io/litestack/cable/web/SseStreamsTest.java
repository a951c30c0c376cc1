package io.litestack.cable.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.cable.Channels;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Streams to clients that are played by the test. */
@Timeout(120)
class SseStreamsTest {
    private static final StreamSecrets SECRETS = StreamSecrets.of("0123456789abcdef0123456789abcdef");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final StreamTokens tokens = new StreamTokens(SECRETS);
    private Cable cable;
    private SseStreams streams;

    /** A client that takes as many bytes as the test lets it. */
    private static final class Client implements SseSink {
        private final StringBuffer got = new StringBuffer();
        private int room;
        private boolean isGone;
        private volatile boolean isClosed;

        Client(int room) {
            this.room = room;
        }

        @Override
        public synchronized void write(ByteBuffer bytes) throws IOException {
            if (isGone) {
                throw new IOException("broken pipe");
            }
            byte[] taken = new byte[Math.min(room, bytes.remaining())];
            bytes.get(taken);
            room -= taken.length;
            got.append(new String(taken, StandardCharsets.UTF_8));
        }

        synchronized void makeRoom(int bytes) {
            room += bytes;
        }

        synchronized void leave() {
            isGone = true;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public void close() {
            isClosed = true;
        }

        void await(String text) {
            Eventually.until("\"" + text + "\" after " + got, () -> got.indexOf(text) >= 0);
        }
    }

    @BeforeEach
    void open() {
        cable = Cable.open(CableConfig.builder(
                        StoreConfig.builder(folder.resolve("cable.db")).build())
                .build());
        streams = streams(SseOptions.standard());
    }

    private SseStreams streams(SseOptions options) {
        return new SseStreams(cable, tokens, options);
    }

    @AfterEach
    void close() {
        streams.close();
        cable.close();
    }

    private SseRequest request(String query, Map<String, String> headers) {
        return new SseRequest("/stream", query, "session-1", headers::get);
    }

    private String token(String... channels) {
        return "token=" + tokens.sign(Channels.of(channels), "session-1");
    }

    private Client connect(String query, Map<String, String> headers) throws SseRefusedException {
        Client client = new Client(Integer.MAX_VALUE);
        streams.admit(request(query, headers)).open(client);
        return client;
    }

    @Test
    void a_client_gets_its_channels_from_its_position_on() throws Exception {
        cable.publish("a", "1");
        String from = cable.position().toString();
        String epoch = cable.position().epoch();
        cable.publish("a", "2");
        cable.publish("b", "not mine");
        Client client = connect(token("a") + "&from=" + from, Map.of());
        client.await("event: live");
        cable.publish("a", "4");
        client.await("data: 4\n");
        assertThat(client.got)
                .asString()
                .startsWith("retry: 2000\n\nid: " + epoch + "-2\ndata: 2\n\nid: " + epoch + "-3\nevent: live\n")
                .endsWith("id: " + epoch + "-4\ndata: 4\n\n")
                .doesNotContain("not mine");
        Client back = connect(token("a") + "&from=" + from, Map.of("Last-Event-ID", epoch + "-3"));
        back.await("data: 4\n");
        assertThat(back.got).asString().doesNotContain("data: 2\n");
    }

    @Test
    void a_position_that_is_none_is_a_gap() throws Exception {
        Client client = connect(token("a"), Map.of("Last-Event-ID", "1234"));
        client.await("event: live");
        assertThat(client.got).asString().contains("event: gap\ndata: {\"reason\":\"OTHER_EPOCH\"");
    }

    @Test
    void nothing_is_served_without_a_token_that_counts() {
        String foreign = "token=" + tokens.sign(Channels.of("a"), "session-2");
        String expired = "token=" + tokens.sign(Channels.of("a"), "session-1", Duration.ofMillis(-1));
        for (String query : new String[] {"", "token=", "token=x", foreign, expired, token("a") + "x", "token=%zz"}) {
            assertThatExceptionOfType(SseRefusedException.class)
                    .as(query)
                    .isThrownBy(() -> streams.admit(request(query, Map.of())))
                    .satisfies(it -> assertThat(it.status()).isEqualTo(403));
        }
    }

    @Test
    void a_page_of_another_origin_is_refused() throws Exception {
        Map<String, String> other = Map.of("Origin", "https://evil.example", "Host", "app.example");
        assertThatExceptionOfType(SseRefusedException.class)
                .isThrownBy(() -> streams.admit(request(token("a"), other)))
                .satisfies(it -> assertThat(it.status()).isEqualTo(403));
        connect(token("a"), Map.of("Origin", "https://app.example", "Host", "app.example"));
        streams.close();
        streams = streams(SseOptions.standard().withOrigins("https://evil.example"));
        connect(token("a"), other);
    }

    @Test
    void there_may_be_so_many_clients_and_no_more() throws Exception {
        streams.close();
        streams = streams(SseOptions.standard().withMaxConnections(1));
        SseConnection first = streams.admit(request(token("a"), Map.of())).open(new Client(1_000));
        assertThatExceptionOfType(SseRefusedException.class)
                .isThrownBy(() -> streams.admit(request(token("a"), Map.of())))
                .satisfies(it -> assertThat(it.status()).isEqualTo(503));
        first.close();
        assertThat(streams.connections()).isZero();
        connect(token("a"), Map.of());
    }

    @Test
    void a_client_that_reads_slowly_gets_everything_once_it_does() throws Exception {
        Client client = new Client(100);
        SseConnection connection = streams.admit(request(token("a"), Map.of())).open(client);
        Client quick = connect(token("a"), Map.of());
        // else one may be live after a message, and the other before it
        client.await("event: live");
        quick.await("event: live");
        for (int i = 0; i < 100; i++) {
            cable.publish("a", "message " + i + ".");
        }
        quick.await("message 99.");
        assertThat(client.got).asString().doesNotContain("message 2.");
        client.makeRoom(100_000);
        connection.onWritable();
        client.await("message 99.\n\n");
        quick.await("message 99.\n\n");
        assertThat(client.got).asString().isEqualTo(quick.got.toString());
    }

    @Test
    void what_waits_for_a_slow_client_stays_in_the_log_and_follows_once_it_reads() throws Exception {
        streams.close();
        streams = streams(SseOptions.standard().withBuffer(1 << 10));
        Client client = new Client(30);
        SseConnection connection = streams.admit(request(token("a"), Map.of())).open(client);
        for (int i = 0; i < 200; i++) {
            cable.publish("a", "message " + i + "." + "x".repeat(100));
        }
        Eventually.until("nothing is held for it in memory", () -> cable.stats().subscriptions() == 0);
        assertThat(streams.connections()).isEqualTo(1);
        client.makeRoom(100_000);
        connection.onWritable();
        client.await("message 199.");
        for (int i = 0; i < 200; i++) {
            assertThat(client.got.toString().split("message " + i + "\\.", -1))
                    .as("message %s", i)
                    .hasSize(2);
        }
        assertThat(client.got.toString().split("event: live", -1)).hasSize(2);
        cable.publish("a", "and live again");
        client.await("and live again");
    }

    @Test
    void a_client_that_takes_nothing_for_two_heartbeats_is_given_up() throws Exception {
        streams.close();
        streams = streams(SseOptions.standard().withHeartbeat(Duration.ofSeconds(1)));
        Client client = new Client(30);
        streams.admit(request(token("a"), Map.of())).open(client);
        Eventually.until("it is closed", () -> client.isClosed);
        Eventually.until("it is counted no more", () -> streams.connections() == 0);
        Eventually.until("it subscribes to nothing", () -> cable.stats().subscriptions() == 0);
    }

    @Test
    void the_streams_of_a_session_that_ends_can_be_ended() throws Exception {
        Client client = connect(token("a"), Map.of());
        streams.disconnect("session-2");
        assertThat(client.isClosed).isFalse();
        streams.disconnect("session-1");
        assertThat(client.isClosed).isTrue();
    }

    @Test
    void a_client_that_is_gone_is_found_out() throws Exception {
        Client client = connect(token("a"), Map.of());
        client.await("event: live");
        client.leave();
        cable.publish("a", "1");
        Eventually.until("it is closed", () -> client.isClosed);
        Eventually.until("it subscribes to nothing", () -> cable.stats().subscriptions() == 0);
    }

    @Test
    void a_client_on_a_quiet_channel_keeps_up_with_the_log() throws Exception {
        streams.close();
        streams = streams(SseOptions.standard().withHeartbeat(Duration.ofSeconds(1)));
        Client client = connect(token("quiet"), Map.of());
        client.await("event: live");
        cable.publish("other", "x");
        String position = cable.position().toString();
        client.await("\n\nid: " + position + "\n\n");
    }

    @Test
    void a_token_that_ends_soon_is_renewed_in_the_page() throws Exception {
        streams.close();
        streams = streams(SseOptions.standard().withHeartbeat(Duration.ofSeconds(1)));
        String ending = "token=" + tokens.sign(Channels.of("a"), "session-1", Duration.ofMinutes(4));
        Client client = connect(ending + "&element=stream", Map.of());
        client.await("event: token\ndata: ");
        client.await("data: <turbo-stream action=\"replace\" target=\"stream\"><template>"
                + "<turbo-stream-source id=\"stream\" src=\"/stream?token=");
        String fresh = client.got.substring(client.got.indexOf("event: token\ndata: ") + 19)
                .split("\n")[0];
        assertThat(tokens.verify(fresh, "session-1").channels()).isEqualTo(Channels.of("a"));
    }

    @Test
    void closing_ends_all_streams() throws Exception {
        Client client = connect(token("a"), Map.of());
        streams.close();
        streams.close();
        assertThat(client.isClosed).isTrue();
        Eventually.until("nobody subscribes", () -> cable.stats().subscriptions() == 0);
    }
}
