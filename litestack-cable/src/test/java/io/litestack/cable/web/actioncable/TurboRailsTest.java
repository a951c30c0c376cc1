package io.litestack.cable.web.actioncable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.litestack.cable.web.SignedStreamNames;
import io.litestack.cable.web.TurboStream;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page with {@code <turbo-cable-stream-source>} of {@code @hotwired/turbo-rails}, as Rails renders it, in a browser: what it shows
 * it tells the server that it came from, which is another one than that of the cable.
 */
@Timeout(120)
@Requires({Facility.CHROMIUM, Facility.NODE_CLIENTS})
class TurboRailsTest {
    private static final String SCRIPT = "@hotwired/turbo-rails/app/assets/javascripts/turbo.js";

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private HttpServer pages;
    private CableServer server;

    @BeforeEach
    void serve() throws Exception {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.start();
        ActionCableOptions options = ActionCableOptions.standard().withOrigins(origin());
        server = new CableServer(folder, 0, options);
        byte[] script = Files.readAllBytes(Path.of(System.getenv("NODE_PATH"), SCRIPT));
        pages.createContext("/turbo.js", exchange -> answer(exchange, "text/javascript", script));
        pages.createContext("/said", exchange -> {
            said.add(exchange.getRequestURI().getQuery());
            answer(exchange, "text/plain", new byte[0]);
        });
        pages.createContext(
                "/page", exchange -> answer(exchange, "text/html", page().getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void close() throws Exception {
        pages.stop(0);
        server.close();
    }

    private String origin() {
        return "http://127.0.0.1:" + pages.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String page() {
        String name = new SignedStreamNames(CableServer.SECRETS).sign("todos");
        return """
                <!DOCTYPE html>
                <meta name="action-cable-url" content="ws://127.0.0.1:%d/cable">
                <script type="module" src="/turbo.js"></script>
                <turbo-cable-stream-source channel="Turbo::StreamsChannel" signed-stream-name="%s"></turbo-cable-stream-source>
                <ul id="todos"></ul>
                <script>
                const source = document.querySelector("turbo-cable-stream-source");
                const tell = () => fetch("/said?" + (source.hasAttribute("connected") ? "connected" : "disconnected")
                    + "+" + document.querySelector("#todos").textContent.replaceAll(" ", ""));
                new MutationObserver(tell).observe(document.body, { attributes: true, childList: true, subtree: true });
                </script>
                """.formatted(server.port(), name);
    }

    @Test
    void a_page_of_rails_shows_what_is_published_and_recovers_after_a_restart() throws Exception {
        Process browser = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--remote-debugging-port=0",
                        origin() + "/page")
                .redirectErrorStream(true)
                .start();
        Background<Void> output =
                Background.run("browser", () -> browser.getInputStream().transferTo(System.err));
        try {
            await("connected+");
            server.cable.publish("todos", TurboStream.append("todos", "<li>milk</li>"));
            await("connected+milk");
            int port = server.port();
            server.close();
            await("disconnected+milk");
            server = new CableServer(folder, port, ActionCableOptions.standard().withOrigins(origin()));
            await(2, "connected+milk");
            server.cable.publish("todos", TurboStream.append("todos", "<li>bread</li>"));
            await("connected+milkbread");
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
            output.join();
        }
    }

    private void await(String line) {
        await(1, line);
    }

    private void await(int times, String line) {
        Eventually.until(
                line + " in " + said, () -> said.stream().filter(line::equals).count() >= times);
    }
}
