package io.litestack.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every open tab of a visitor follows the list, in a real browser and on a server in a process of its own. */
@Timeout(180)
@Requires(Facility.CHROMIUM)
class TodoLiveTest {
    /** A browser has six connections to a host by HTTP/1.1: the other tabs are played by clients without a window. */
    private static final int CLIENTS = 48;

    private static final Pattern SOURCE = Pattern.compile("<turbo-stream-source id=\"stream\" src=\"([^\"]+)\"");

    @TempDir
    Path folder;

    private final int port = freePort();
    private TodoProcess server;
    private Browser browser;
    private String first;
    private String second;
    private TodoClient elsewhere;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void openTwoTabs() throws Exception {
        start();
        browser = new Browser(folder.resolve("profile"));
        browser.open(url("/"));
        first = browser.tab();
        second = browser.newTab(url("/"));
        elsewhere = new TodoClient(port).withCookie("todo=" + browser.cookie("todo"));
        elsewhere.get("/");
        inBoth(() -> {
            browser.await("document.querySelector('#stream').streamSource.readyState === 1");
            // only the load of a whole page wipes this away
            browser.run("window.marked = true");
        });
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
        server.close();
    }

    private void start() {
        server = new TodoProcess(folder, "--port", port, "--data", folder.resolve("data"));
        server.port();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private void inBoth(Runnable action) {
        for (String tab : List.of(first, second)) {
            browser.switchTo(tab);
            action.run();
        }
    }

    private void inFirst(Runnable action) {
        browser.switchTo(first);
        action.run();
    }

    private void inSecond(Runnable action) {
        browser.switchTo(second);
        action.run();
    }

    private void awaitList(int left, String... titles) {
        browser.await("[...document.querySelectorAll('.title')].map(it => it.textContent).join('|') === '"
                + String.join("|", titles) + "'");
        browser.await("document.querySelector('.count strong').textContent === '" + left + "'");
    }

    private void assertThatNoWholePageWasLoaded() {
        inBoth(() -> assertThat(browser.run("return window.marked === true").asBoolean())
                .isTrue());
    }

    @Test
    void two_tabs_follow_each_other_without_loading_a_page() {
        inFirst(() -> browser.type("#new-todo", "Buy milk" + Browser.ENTER));
        inSecond(() -> awaitList(1, "Buy milk"));
        inSecond(() -> browser.type("#new-todo", "Call Ann" + Browser.ENTER));
        inFirst(() -> awaitList(2, "Buy milk", "Call Ann"));
        inFirst(() -> browser.click("#tab-Active"));
        inSecond(() -> browser.click("[aria-label='Done: Buy milk']"));
        inFirst(() -> awaitList(1, "Call Ann"));
        inSecond(() -> browser.click("#clear-completed"));
        inSecond(() -> awaitList(1, "Call Ann"));
        inFirst(() -> browser.await("!document.querySelector('#clear-completed')"));
        elsewhere.post("/toggle-all", Map.of("done", "true"));
        inFirst(() -> awaitList(0));
        inSecond(() -> awaitList(0, "Call Ann"));
        assertThatNoWholePageWasLoaded();
    }

    @Test
    void what_was_missed_while_the_server_was_killed_arrives_when_it_is_back() {
        elsewhere.post("/todos", Map.of("title", "Before"));
        inBoth(() -> awaitList(1, "Before"));
        elsewhere.post("/todos", Map.of("title", "At the last moment"));
        server.kill();
        inBoth(() -> browser.await("!document.querySelector('#offline').hidden"));
        start();
        elsewhere.post("/todos", Map.of("title", "While nobody was there"));
        inBoth(() -> {
            awaitList(3, "Before", "At the last moment", "While nobody was there");
            browser.await("document.querySelector('#offline').hidden");
        });
        assertThatNoWholePageWasLoaded();
    }

    @Test
    void a_page_whose_stream_is_refused_gets_a_fresh_one_by_itself() {
        inBoth(() -> {
            browser.run("const source = document.querySelector('#stream').cloneNode();"
                    + "source.setAttribute('src', '/stream?token=forged');"
                    + "document.querySelector('#stream').replaceWith(source)");
            browser.await("!document.querySelector('#offline').hidden");
        });
        elsewhere.post("/todos", Map.of("title", "Meanwhile"));
        inBoth(() -> {
            browser.await("document.querySelector('#offline').hidden");
            awaitList(1, "Meanwhile");
        });
        elsewhere.post("/todos", Map.of("title", "And live"));
        inBoth(() -> awaitList(2, "Meanwhile", "And live"));
        assertThatNoWholePageWasLoaded();
    }

    @Test
    void two_tabs_and_48_more_clients_follow_the_list() {
        List<Queue<String>> clients = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < CLIENTS; i++) {
            Queue<String> lines = new ConcurrentLinkedQueue<>();
            clients.add(lines);
            listen(http, lines);
        }
        clients.forEach(it -> Eventually.until("it is live", () -> it.contains("event: live")));
        for (int i = 0; i < 10; i++) {
            elsewhere.post("/todos", Map.of("title", "Entry " + i));
        }
        inBoth(() -> browser.await("document.querySelectorAll('.title').length === 10"));
        inBoth(() -> browser.await("document.querySelector('.count strong').textContent === '10'"));
        for (Queue<String> lines : clients) {
            Eventually.until("it has the last entry", () -> lines.stream().anyMatch(it -> it.contains("Entry 9<")));
        }
        assertThatNoWholePageWasLoaded();
    }

    private void listen(HttpClient http, Queue<String> lines) {
        Matcher source = SOURCE.matcher(elsewhere.get("/").body());
        assertThat(source.find()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(url(source.group(1).replace("&amp;", "&"))))
                .header("Cookie", elsewhere.cookie())
                .build();
        CompletableFuture<HttpResponse<Stream<String>>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
        // until the server ends
        Background.run("client", () -> answer.get().body().forEach(lines::add));
    }
}
