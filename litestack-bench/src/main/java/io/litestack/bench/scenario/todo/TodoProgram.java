package io.litestack.bench.scenario.todo;

import io.litestack.bench.harness.ChildJvm;
import io.litestack.bench.harness.SkippedException;
import io.litestack.examples.todo.TodoApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The to-do list as a user starts it, with its data in a folder. */
final class TodoProgram implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+) ");
    private static final int LONGEST_END_SECONDS = 30;
    private static final double KILOBYTES_PER_MEGABYTE = 1 << 10;

    private final Process process;
    private final int port;

    private TodoProgram(Process process) throws IOException {
        this.process = process;
        this.port = port(process.inputReader());
    }

    /** Starts it, and returns when it listens. */
    static TodoProgram start(Path folder, List<String> options) throws IOException {
        List<String> arguments = List.of("--port", "0", "--data", data(folder).toString());
        return new TodoProgram(ChildJvm.start(TodoApp.class, folder, options, arguments));
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    /** Where it keeps its lists. */
    static Path file(Path folder) {
        return data(folder).resolve("db.sqlite3");
    }

    private static int port(BufferedReader output) throws IOException {
        String line = output.readLine();
        Matcher matcher = ADDRESS.matcher(String.valueOf(line));
        if (!matcher.find()) {
            throw new IOException("the to-do list said: " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** A new connection to it. */
    PageClient connect() throws IOException {
        return new PageClient(port);
    }

    /** How much of the machine's memory it holds. */
    double residentMegabytes() throws IOException, SkippedException {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.isReadable(status)) {
            throw new SkippedException("resident memory is looked up in /proc, which only Linux has");
        }
        try (var lines = Files.lines(status)) {
            String kilobytes =
                    lines.filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(kilobytes.replaceAll("\\D", "")) / KILOBYTES_PER_MEGABYTE;
        }
    }

    /** Ends it as a service manager does. */
    @Override
    public void close() throws IOException {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the to-do list does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
