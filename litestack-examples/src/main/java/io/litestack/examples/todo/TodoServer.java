package io.litestack.examples.todo;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.litestack.Litestack;
import io.litestack.core.LitestackException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.examples.todo.Templates.Failure;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server: which request does what. */
public final class TodoServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TodoServer.class);
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String TURBO = "/META-INF/resources/webjars/hotwired__turbo/8.0.21/dist/turbo.es2017-umd.js";
    private static final int MOST_THREADS = 32;
    private static final int LEAST_THREADS = 4;
    private static final long LARGEST_FORM = 16 << 10;

    private final Templates templates = new Templates();
    private final CompletableFuture<TodoActions> actions = new CompletableFuture<>();
    private final StreamServlet stream = new StreamServlet();
    private final Javalin javalin;

    /** Prepares it, which takes a while and needs no lists yet. */
    TodoServer() {
        this.javalin = Javalin.create(this::configure);
    }

    /** Starts one for these lists; port 0 takes a free one. */
    public static TodoServer start(TodoLists lists, int port) {
        TodoServer server = new TodoServer();
        server.serve(lists, port);
        return server;
    }

    /** Starts one whose pages follow their lists; port 0 takes a free one. */
    public static TodoServer startLive(Litestack stack, int port) {
        TodoServer server = new TodoServer();
        server.serveLive(stack, port);
        return server;
    }

    /** Starts it for these lists. */
    void serve(TodoLists lists, int port) {
        actions.complete(new TodoActions(lists, Signer.of(lists), templates));
        javalin.start("127.0.0.1", port);
    }

    /** Starts it for lists whose pages follow them. */
    void serveLive(Litestack stack, int port) {
        LivePages live = new LivePages(stack, templates);
        stream.open(live);
        serve(live.lists(), port);
    }

    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        stream.close();
        javalin.stop();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.maxRequestSize = LARGEST_FORM;
        config.http.defaultContentType = HTML;
        config.router.handlerWrapper(it -> ctx -> tellingOfErrors(it.handler, ctx));
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
        threads.setName("todo");
        config.jetty.threadPool = threads;
        config.jetty.modifyServletContextHandler(it -> it.addServlet(stream.holder(), LivePages.PATH));
        routes(config.routes);
        failures(config.routes);
    }

    /** What is no exception, Javalin only answers. */
    private static void tellingOfErrors(Handler handler, Context ctx) throws Exception {
        try {
            handler.handle(ctx);
        } catch (Error e) {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            throw e;
        }
    }

    private void routes(RoutesConfig routes) {
        routes.before(TodoServer::protect);
        for (Filter filter : Filter.values()) {
            routes.get(filter.path, ctx -> actions.join().show(ctx, filter));
        }
        routes.post("/todos", doing(TodoActions::add));
        routes.post("/todos/{id}/toggle", doing(TodoActions::toggle));
        routes.post("/todos/{id}/rename", doing(TodoActions::rename));
        routes.post("/todos/{id}/delete", doing(TodoActions::delete));
        routes.post("/toggle-all", doing(TodoActions::toggleAll));
        routes.post("/clear-completed", doing(TodoActions::clearCompleted));
        serve(routes, "todo.css", "text/css; charset=utf-8", "static/todo.css");
        serve(routes, "todo.js", JAVASCRIPT, "static/todo.js");
        serve(routes, "icon.svg", "image/svg+xml", "static/icon.svg");
        serve(routes, "turbo.js", JAVASCRIPT, TURBO);
    }

    private Handler doing(BiConsumer<TodoActions, Context> action) {
        return ctx -> {
            readForm(ctx);
            action.accept(actions.join(), ctx);
        };
    }

    /** A body that ends early, is no form or of no known encoding is the sender's mistake, and nothing to log. */
    private static void readForm(Context ctx) throws HttpResponseException {
        try {
            ctx.formParamMap();
        } catch (HttpResponseException e) {
            throw e; // too large
        } catch (Exception e) {
            throw new RefusedException(
                    400, "Not a form", "What was sent cannot be read as a form. Nothing was changed.");
        }
    }

    /** Nothing but what comes from here is run or shown, and nobody frames it. */
    private static void protect(Context ctx) {
        ctx.header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self';"
                        + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "same-origin");
        ctx.header("Cache-Control", "no-store");
    }

    private static void serve(RoutesConfig routes, String name, String type, String resource) {
        byte[] content = Resources.bytes(resource);
        routes.get(
                "/" + name,
                ctx -> ctx.header("Cache-Control", "public, max-age=300")
                        .contentType(type)
                        .result(content));
    }

    private void failures(RoutesConfig routes) {
        routes.exception(RefusedException.class, (e, ctx) -> tell(ctx, e.status(), e.title(), e.text()));
        routes.exception(
                StorageFullException.class,
                (e, ctx) -> actions.join()
                        .notStored(
                                ctx,
                                HttpStatus.INSUFFICIENT_STORAGE,
                                "The disk is full: nothing was changed. Try again later."));
        routes.exception(
                StoreBusyException.class,
                (e, ctx) -> tell(ctx, 503, "Very busy", "Nothing was changed. Try again in a moment."));
        routes.exception(LitestackException.class, this::unexpected);
        routes.exception(Exception.class, this::unexpected);
        routes.error(404, ctx -> tell(ctx, 404, "Nothing here", "There is no such page."));
        routes.error(413, ctx -> tell(ctx, 413, "Too much", "That is more than a to-do. Nothing was changed."));
    }

    private void unexpected(Exception e, Context ctx) {
        LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
        tell(ctx, 500, "That went wrong", "It is not known whether something was changed. Have a look at the list.");
    }

    private void tell(Context ctx, int status, String title, String text) {
        ctx.status(status).contentType(HTML).result(templates.error(new Failure(status, title, text)));
    }
}
