package io.litestack.cable.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request for a stream, as it came: nothing of it has been checked. Its query may have {@code token}, {@code from} (the position
 * at which a page was rendered) and {@code element} (the id of the {@code <turbo-stream-source>} in the page, which is to be
 * replaced when the token is about to expire).
 */
public final class SseRequest {
    private static final int LONGEST_QUERY = 200_000;

    private final String path;
    private final String query;
    private final String audience;
    private final Function<String, @Nullable String> headers;

    /**
     * Takes a request.
     *
     * @param path its path, without the query
     * @param query its query as it came, without the question mark; empty if there is none
     * @param audience who asks, by what is known of it, such as the id of its session; empty if nothing is
     * @param headers returns the value of a header, or null if there is none
     */
    public SseRequest(String path, String query, String audience, Function<String, @Nullable String> headers) {
        this.path = path;
        this.query = query.length() <= LONGEST_QUERY ? query : "";
        this.audience = audience;
        this.headers = headers;
    }

    String path() {
        return path;
    }

    String audience() {
        return audience;
    }

    /** A header; empty if it is missing or empty. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name)).filter(it -> !it.isEmpty());
    }

    /** A parameter of the query; empty if it is missing, empty, or cannot be read. */
    Optional<String> parameter(String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + '=')) {
                try {
                    String value = URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                    return Optional.of(value).filter(it -> !it.isEmpty());
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
