package io.litestack.examples.todo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A visitor without a browser: keeps its cookie, and sends the forms that it finds. */
final class TodoClient {
    private static final Pattern COOKIE = Pattern.compile("(todo=[^;]*)");
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");
    private static final Pattern TITLE = Pattern.compile("<span class=\"title\">(.*?)</span>", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("data-id=\"(\\d+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private String cookie = "";
    private String token = "";

    TodoClient(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    TodoClient withCookie(String value) {
        cookie = value;
        return this;
    }

    String cookie() {
        return cookie;
    }

    TodoClient withToken(String value) {
        token = value;
        return this;
    }

    String token() {
        return token;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    /** Sends a form with the token of the last page. */
    HttpResponse<String> post(String path, Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(fields);
        all.putIfAbsent("token", token);
        List<String> pairs = new ArrayList<>();
        all.forEach((name, value) -> pairs.add(name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs))));
    }

    /** Sends what may be no form. */
    HttpResponse<String> post(String path, String type, String body) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> add(String title) {
        return post("/todos", Map.of("title", title));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers()
                    .firstValue("Set-Cookie")
                    .map(COOKIE::matcher)
                    .filter(Matcher::find)
                    .ifPresent(it -> cookie = it.group(1));
            Matcher found = TOKEN.matcher(response.body());
            if (found.find()) {
                token = found.group(1);
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The titles on a page, as they stand in its text. */
    List<String> titles(String path) {
        return all(TITLE, get(path).body());
    }

    /** The ids of the entries on a page. */
    List<String> ids() {
        return all(ID, get("/").body());
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(it -> it.group(1)).toList();
    }
}
