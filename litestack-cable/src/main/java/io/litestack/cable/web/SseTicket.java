package io.litestack.cable.web;

import io.litestack.cable.Channels;
import io.litestack.cable.Position;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** That a client may have a stream, by {@link SseStreams#admit}. */
public final class SseTicket {
    private final SseStreams streams;
    private final StreamToken token;
    private final Optional<Position> from;
    private final SseRequest request;

    SseTicket(SseStreams streams, StreamToken token, Optional<Position> from, SseRequest request) {
        this.streams = streams;
        this.token = token;
        this.from = from;
        this.request = request;
    }

    /**
     * Opens the stream, once the head of the answer has been sent.
     *
     * @param sink where it is written to; it is closed if this fails
     * @return the open stream
     * @throws io.litestack.core.LitestackException if the cable is closed or cannot be read
     */
    public SseConnection open(SseSink sink) {
        return streams.open(this, sink);
    }

    Channels channels() {
        return token.channels();
    }

    String audience() {
        return token.audience();
    }

    Instant expiresAt() {
        return token.expiresAt();
    }

    Optional<Position> from() {
        return from;
    }

    /** What takes the place of the element in the page that has opened the stream, if it said which that is. */
    Optional<String> sourceElement(String freshToken, Position position) {
        return request.parameter("element").filter(TurboStream::isId).map(id -> {
            String source = request.path() + "?token=" + freshToken + "&from=" + position + "&element="
                    + URLEncoder.encode(id, StandardCharsets.UTF_8);
            return TurboStream.replace(
                    id,
                    "<turbo-stream-source id=\"" + id + "\" src=\""
                            + source.replace("&", "&amp;").replace("\"", "%22") + "\"></turbo-stream-source>");
        });
    }
}
