package io.litestack.examples.todo;

import io.javalin.util.JavalinBindException;
import io.litestack.Litestack;
import io.litestack.LitestackBuilder;
import io.litestack.core.LitestackException;
import io.litestack.db.Migrations;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line of the to-do list.
 *
 * <pre>{@code
 * mvn -q compile -Drun=todo
 * mvn -q compile -Drun=todo -Dargs="--port 9000 --data /srv/todo"
 * }</pre>
 *
 * <p>It runs until it is interrupted. Exit codes: 1 it could not start, 2 the command line was wrong.
 */
@Command(
        name = "todo",
        mixinStandardHelpOptions = true,
        description = "A to-do list on the web, in one process and one folder.")
public final class TodoApp implements Callable<Integer> {
    private static final String MIGRATIONS = "io/litestack/examples/todo/migration";
    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "where to listen, 0 for any free port (${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "<folder>",
            description = "where the data is kept; data/<environment>, or what the configuration says, if not given")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "<file>",
            defaultValue = "${sys:todo.config}",
            description = "the configuration; if not given, the application's own, or litestack.yml in this folder")
    private @Nullable Path config;

    private TodoApp() {}

    /**
     * Runs the application and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new TodoApp()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > LAST_PORT) {
            System.err.println("error: --port must be 0 to 65535, but is " + port);
            return 2;
        }
        // the web server takes longer than the files, so both are opened at once
        CompletableFuture<TodoServer> web = CompletableFuture.supplyAsync(TodoServer::new);
        try (Litestack stack = open(Optional.ofNullable(data), Optional.ofNullable(config));
                TodoServer server = web.join()) {
            server.serveLive(stack, port);
            closeAtShutdown(server, stack);
            System.out.println("To-do list at http://localhost:" + server.port() + " with its data in "
                    + stack.dataFolder() + "; stop with Ctrl-C");
            new CountDownLatch(1).await();
        } catch (JavalinBindException e) {
            return failed(reason(e));
        } catch (LitestackException e) {
            return failed(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    /** Opens what the application stands on. */
    public static Litestack open(Optional<Path> data, Optional<Path> config) {
        LitestackBuilder builder = Litestack.builder().db(it -> it.migrations(Migrations.fromClassPath(MIGRATIONS)));
        data.ifPresent(builder::dataFolder);
        config.ifPresent(builder::config);
        return builder.open();
    }

    private String reason(JavalinBindException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("Permission denied")) {
                return "user " + System.getProperty("user.name") + " has no permission to listen on port " + port
                        + ", as on those below 1024; give another with --port";
            }
        }
        return "port " + port + " is in use; stop what uses it, or give another with --port";
    }

    private static int failed(String sentence) {
        PrintStream err = System.err;
        err.println("error: " + sentence);
        return 1;
    }

    /** At the signal that ends the process: first answers what is under way, then closes the files. */
    private static void closeAtShutdown(TodoServer server, Litestack stack) {
        Runnable close = () -> {
            server.close();
            stack.close();
        };
        Runtime.getRuntime().addShutdownHook(new Thread(close, "todo-shutdown"));
    }
}
