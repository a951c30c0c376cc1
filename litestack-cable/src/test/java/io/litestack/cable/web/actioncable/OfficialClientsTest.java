package io.litestack.cable.web.actioncable;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clients that others have made: {@code @rails/actioncable}, {@code @anycable/web} and {@code eventsource} from npm, over a
 * restart of the server.
 */
@Timeout(180)
@Requires(Facility.NODE_CLIENTS)
class OfficialClientsTest {
    private static final List<String> CLIENTS = List.of("rails", "anycable", "eventsource");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    private CableServer serve(int port) throws Exception {
        return new CableServer(folder, port, ActionCableOptions.standard().withPing(Duration.ofMillis(500)));
    }

    private Process start(CableServer server) throws IOException {
        Path script = folder.resolve("clients.mjs");
        try (InputStream in = OfficialClientsTest.class.getResourceAsStream("clients.mjs")) {
            Files.write(script, in.readAllBytes());
        }
        Process process = new ProcessBuilder(
                        "node", script.toString(), String.valueOf(server.port()), server.token("chat.1"))
                .redirectErrorStream(true)
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Background.run("clients", () -> lines.lines().forEach(said::add));
        return process;
    }

    private void await(int count, String line) {
        Eventually.until(line + " in " + said, () -> Collections.frequency(said, line) >= count);
    }

    @Test
    void each_gets_the_messages_and_comes_back_after_a_restart_with_what_it_has_missed() throws Exception {
        CableServer server = serve(0);
        int port = server.port();
        Process clients = start(server);
        try {
            CLIENTS.forEach(it -> await(1, it + " connected"));
            server.cable.publish("chat.1", "first");
            CLIENTS.forEach(it -> await(1, it + " received \"first\""));
            CableServer before = server;
            Eventually.until("the client of Rails has spoken", () -> !before.received.isEmpty());
            server.close();
            CLIENTS.forEach(it -> await(1, it + " disconnected"));
            server = serve(port);
            server.cable.publish("chat.1", "missed");
            CLIENTS.forEach(it -> await(2, it + " connected"));
            server.cable.publish("chat.1", "last");
            CLIENTS.forEach(it -> await(1, it + " received \"last\""));
            assertThat(received("anycable")).containsExactly("\"first\"", "\"missed\"", "\"last\"");
            assertThat(received("eventsource")).containsExactly("\"first\"", "\"missed\"", "\"last\"");
            assertThat(received("rails")).as("its protocol knows no history").containsExactly("\"first\"", "\"last\"");
        } finally {
            clients.destroyForcibly().waitFor();
            server.close();
        }
    }

    private List<String> received(String client) {
        String start = client + " received ";
        return said.stream()
                .filter(it -> it.startsWith(start))
                .map(it -> it.substring(start.length()))
                .toList();
    }
}
