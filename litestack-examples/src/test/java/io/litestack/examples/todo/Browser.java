package io.litestack.examples.todo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium, steered over WebDriver. */
final class Browser implements AutoCloseable {
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final long PATIENCE_SECONDS = 20;

    /** Keys that have no letter, as WebDriver writes them. */
    static final String ENTER = "\uE007";

    static final String END = "\uE010";
    static final String ESCAPE = "\uE00C";
    static final String TAB = "\uE004";
    static final String SPACE = " ";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    Browser(Path profile) throws IOException, InterruptedException {
        driver = new ProcessBuilder("chromedriver", "--port=0")
                .redirectErrorStream(true)
                .start();
        String base = "http://127.0.0.1:" + port() + "/session";
        Map<String, Object> options = Map.of(
                "args",
                List.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + profile));
        JsonNode created = send(
                "POST",
                base,
                Map.of(
                        "capabilities",
                        Map.of("alwaysMatch", Map.of("browserName", "chrome", "goog:chromeOptions", options))));
        session = base + "/" + created.get("sessionId").asText();
    }

    private int port() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = STARTED.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("chromedriver does not start");
    }

    private JsonNode send(String method, String url, Object body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        request.method(
                method,
                method.equals("POST")
                        ? HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))
                        : HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonNode value = json.readTree(response.body()).get("value");
        if (response.statusCode() != 200) {
            throw new IllegalStateException(url + ": " + value.path("message").asText());
        }
        return value;
    }

    private JsonNode post(String path, Object body) {
        try {
            return send("POST", session + path, body);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void open(String url) {
        post("/url", Map.of("url", url));
    }

    /** Opens another tab, which is the current one then, and returns its name. */
    String newTab(String url) {
        String tab = post("/window/new", Map.of("type", "tab")).get("handle").asText();
        switchTo(tab);
        open(url);
        return tab;
    }

    /** The name of the current tab. */
    String tab() {
        try {
            return send("GET", session + "/window", Map.of()).asText();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void switchTo(String tab) {
        post("/window", Map.of("handle", tab));
    }

    /** The value of a cookie that scripts do not see. */
    String cookie(String name) {
        try {
            return send("GET", session + "/cookie/" + name, Map.of())
                    .get("value")
                    .asText();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a script and returns its value. */
    JsonNode run(String script, Object... arguments) {
        return post("/execute/sync", Map.of("script", script, "args", List.of(arguments)));
    }

    /** Waits until an expression is true. */
    void await(String expression) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!run("return !!(" + expression + ")").asBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never true: " + expression + " in "
                        + run("return document.body.innerText").asText());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private String element(String css) {
        return post("/element", Map.of("using", "css selector", "value", css))
                .get(ELEMENT)
                .asText();
    }

    void click(String css) {
        post("/element/" + element(css) + "/click", Map.of());
    }

    void type(String css, String text) {
        post("/element/" + element(css) + "/value", Map.of("text", text));
    }

    /** Types into whatever has the focus. */
    void press(String keys) {
        List<Map<String, String>> strokes = keys.codePoints()
                .mapToObj(Character::toString)
                .flatMap(key ->
                        List.of(Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key))
                                .stream())
                .toList();
        post("/actions", Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", strokes))));
    }

    void doubleClick(String css) {
        Map<String, Object> down = Map.of("type", "pointerDown", "button", 0);
        Map<String, Object> up = Map.of("type", "pointerUp", "button", 0);
        Map<String, Object> move =
                Map.of("type", "pointerMove", "duration", 0, "x", 0, "y", 0, "origin", Map.of(ELEMENT, element(css)));
        post(
                "/actions",
                Map.of(
                        "actions",
                        List.of(Map.of(
                                "type", "pointer", "id", "mouse", "actions", List.of(move, down, up, down, up)))));
    }

    /** Pretends to be a device. */
    void show(int width, int height, boolean isPhone, String scheme) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", isPhone ? 2 : 1, "mobile", isPhone));
        cdp("Emulation.setTouchEmulationEnabled", Map.of("enabled", isPhone));
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void allowScripts(boolean areAllowed) {
        cdp("Emulation.setScriptExecutionDisabled", Map.of("value", !areAllowed));
    }

    private void cdp(String command, Object parameters) {
        post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
    }

    void screenshot(Path file) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                Base64.getMimeDecoder()
                        .decode(send("GET", session + "/screenshot", "").asText()));
    }

    @Override
    public void close() throws IOException {
        try {
            send("DELETE", session, "");
            driver.destroy();
            driver.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            driver.destroyForcibly();
        }
    }
}
