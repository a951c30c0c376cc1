package io.litestack.cable.web.actioncable;

import io.litestack.core.testkit.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that remembers what it got. */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {
    final List<String> got = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    WebSocketClient(int port, String protocol, String... headers) {
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().subprotocols(protocol);
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/cable"), this)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean isLast) {
        text.append(data);
        if (isLast) {
            String whole = text.toString();
            text.setLength(0);
            if (!whole.contains("\"type\":\"ping\"")) {
                got.add(whole);
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable cause) {
        closed.complete(-1);
    }

    void send(String message) {
        socket.sendText(message, true).join();
    }

    /** Sends a command about an identifier, which is given as JSON. */
    void command(String name, String identifier, String more) {
        send("{\"command\":\"" + name + "\",\"identifier\":" + Frames.quoted(identifier) + more + "}");
    }

    void await(String message) {
        Eventually.until(message + " in " + got, () -> got.contains(message));
    }

    @Override
    public void close() {
        socket.abort();
    }
}
