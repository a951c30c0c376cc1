package io.litestack.cable.web;

import io.litestack.core.LitestackException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves streams as a servlet that writes without waiting: no client keeps a thread. It has to be registered with support for
 * asynchronous requests, and no filter in front of it may hold back what is written, as compression does.
 *
 * <pre>{@code
 * ServletHolder stream = new ServletHolder(new SseServlet(streams, request -> sessionOf(request)));
 * stream.setAsyncSupported(true);
 * context.addServlet(stream, "/stream");
 * }</pre>
 */
@SuppressWarnings("exports") // who serves streams so, has these classes
public final class SseServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int BUFFER_BYTES = 4096;

    private final transient SseStreams streams;
    private final transient Function<? super HttpServletRequest, String> audience;

    /**
     * Serves streams.
     *
     * @param streams what to serve
     * @param audience says who asks, such as the id of the session; empty if that is not known
     */
    public SseServlet(SseStreams streams, Function<? super HttpServletRequest, String> audience) {
        this.streams = streams;
        this.audience = audience;
    }

    /** A stream has no head without a body that never ends. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", "GET");
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SseTicket ticket;
        try {
            ticket = streams.admit(new SseRequest(
                    request.getRequestURI(),
                    Objects.requireNonNullElse(request.getQueryString(), ""),
                    audience.apply(request),
                    request::getHeader));
        } catch (SseRefusedException e) {
            response.setStatus(e.status());
            return;
        }
        response.setStatus(HttpServletResponse.SC_OK);
        SseStreams.HEADERS.forEach(response::setHeader);
        // a container keeps its buffer as long as the stream lasts, and cuts what is larger into pieces of its size
        response.setBufferSize(BUFFER_BYTES);
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        Sink sink = new Sink(context, response.getOutputStream());
        context.addListener(sink);
        sink.out.setWriteListener(sink);
        try {
            sink.opened(ticket.open(sink));
        } catch (LitestackException e) {
            // the sink is closed; the client comes back
        }
    }

    /** One connection. What the container calls may come before the stream is open. */
    private static final class Sink implements SseSink, WriteListener, AsyncListener {
        private final AsyncContext context;
        private final ServletOutputStream out;
        private volatile @Nullable SseConnection connection;
        private volatile boolean isFailed;

        /** Written by the one thread that writes. */
        private boolean isFlushNeeded;

        Sink(AsyncContext context, ServletOutputStream out) {
            this.context = context;
            this.out = out;
        }

        void opened(SseConnection opened) {
            connection = opened;
            if (isFailed) {
                opened.close();
            } else {
                opened.onWritable();
            }
        }

        /** What the container takes, it takes whole; it is ready again when that is sent. */
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            if (bytes.hasRemaining() && out.isReady()) {
                out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                bytes.position(bytes.limit());
                isFlushNeeded = true;
            }
            if (isFlushNeeded && out.isReady()) {
                isFlushNeeded = false;
                out.flush();
            }
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public void close() {
            try {
                context.complete();
            } catch (IllegalStateException e) {
                // the container has ended it
            }
        }

        @Override
        public void onWritePossible() {
            SseConnection opened = connection;
            if (opened != null) {
                opened.onWritable();
            }
        }

        @Override
        public void onError(Throwable cause) {
            end();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // nobody does that
        }

        private void end() {
            isFailed = true;
            SseConnection opened = connection;
            if (opened != null) {
                opened.close();
            }
        }
    }
}
