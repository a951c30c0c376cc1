package io.litestack.examples.todo;

import io.litestack.cable.web.SseServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;

/** The streams of the open pages, once there are any: the web server is made before the lists are open. */
final class StreamServlet extends HttpServlet implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private transient volatile @Nullable LivePages live;
    private transient volatile @Nullable SseServlet servlet;

    ServletHolder holder() {
        ServletHolder holder = new ServletHolder(this);
        holder.setAsyncSupported(true);
        return holder;
    }

    void open(LivePages pages) {
        Signer signer = Signer.of(pages.lists());
        live = pages;
        servlet = new SseServlet(pages.streams(), request -> list(request, signer));
    }

    /** Whose stream it may be, by the cookie; nobody's if there is none. */
    private static String list(HttpServletRequest request, Signer signer) {
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(TodoActions.COOKIE)) {
                return Visitor.of(cookie.getValue(), signer).map(Visitor::list).orElse("");
            }
        }
        return "";
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        SseServlet opened = servlet;
        if (opened == null) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        } else {
            opened.service(request, response);
        }
    }

    @Override
    public void close() {
        LivePages opened = live;
        if (opened != null) {
            opened.close();
        }
    }
}
