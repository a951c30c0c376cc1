package io.litestack.bench.scenario.todo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection that is kept alive, as a browser has it; it costs next to nothing, since it shares the processors with the
 * site. Used by one thread.
 */
final class PageClient implements AutoCloseable {
    private static final int BUFFER = 64 << 10;

    /**
     * What came back.
     *
     * @param status of HTTP
     * @param head the header, in lower case but for cookies
     * @param body what follows
     */
    record Answer(int status, String head, String body) {
        private static final Pattern COOKIE = Pattern.compile("Set-Cookie: ([^;\n]*)");

        /** The cookie that it sets. */
        String cookie() {
            Matcher matcher = COOKIE.matcher(head);
            if (!matcher.find()) {
                throw new IllegalStateException("no cookie in " + head);
            }
            return matcher.group(1);
        }
    }

    private final Socket socket;
    private final InputStream in;
    private String cookie = "";

    PageClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** What is sent with every request. */
    void setCookie(String value) {
        cookie = "Cookie: " + value + "\r\n";
    }

    Answer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n");
    }

    Answer post(String path, String form) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + cookie
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    private Answer send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = head();
        int status = Integer.parseInt(head.substring(head.indexOf(' ') + 1, head.indexOf(' ') + 4));
        byte[] body = head.contains("\ntransfer-encoding: chunked") ? chunks() : in.readNBytes(length(head));
        return new Answer(status, head, new String(body, StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            // a cookie's value minds its case
            head.append(line.startsWith("Set-Cookie") ? line : line.toLowerCase(Locale.ROOT))
                    .append('\n');
        }
        return head.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the site has hung up");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static int length(String head) {
        int start = head.indexOf("\ncontent-length: ");
        return start < 0 ? 0 : Integer.parseInt(head.substring(start + 17, head.indexOf('\n', start + 1)));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER);
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
