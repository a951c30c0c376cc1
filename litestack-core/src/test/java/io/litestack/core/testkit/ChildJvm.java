package io.litestack.core.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Another JVM with the class path of this one, talked to by lines on its standard input and output. */
public final class ChildJvm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Writer toChild;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();
    private final Thread errorReader;

    private ChildJvm(List<String> command) {
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        toChild = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        read(process.getInputStream(), line -> lines.add(Optional.of(line)), () -> lines.add(Optional.empty()));
        errorReader = read(process.getErrorStream(), line -> errors.append('\n').append(line), () -> {});
    }

    /** Starts the main method of a class; its native library is unpacked into {@code temporary}. */
    public static ChildJvm start(Path temporary, Class<?> main, Object... arguments) {
        return start(List.of(), temporary, main, arguments);
    }

    /** As {@link #start(Path, Class, Object...)}, by a program that sets something and then runs what follows it. */
    public static ChildJvm start(List<String> launcher, Path temporary, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.add("-Dorg.sqlite.tmpdir=" + newFolder(temporary));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ChildJvm(command);
    }

    private static Path newFolder(Path parent) {
        try {
            return Files.createTempDirectory(parent, "child");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a line. A child that has ended does not hear it. */
    public void send(String line) {
        try {
            toChild.write(line + "\n");
            toChild.flush();
        } catch (IOException e) {
            errors.append("\ncould not be asked: ").append(line);
        }
    }

    /** Returns the child's next line, or nothing if it has ended. */
    public Optional<String> next() {
        try {
            Optional<String> line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError(
                        "the child said nothing for " + PATIENCE_SECONDS + " s; on its error output: " + errors);
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for a line; fails if the child ends before it. Other lines are skipped. */
    public void await(String expected) {
        while (true) {
            String line = next().orElseThrow(
                            () -> new AssertionError("the child ended without \"" + expected + "\": " + errors));
            if (line.equals(expected)) {
                return;
            }
        }
    }

    /** Sends a line and waits for the answer. */
    public void ask(String line, String answer) {
        send(line);
        await(answer);
    }

    /** {@code kill -9}; returns when it is dead. What it has written before can be read. */
    public void kill() {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its output as well
        awaitEnd();
    }

    /** Asks it to end, as Ctrl-C and service managers do; what it says on the way can be read. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its output as well
    }

    /** Waits until it has ended, and returns its exit status: 128 + the number of the signal that killed it. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the child does not end: " + errors);
            }
            errorReader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns the lines that nobody has asked for, up to the end. */
    public List<String> rest() {
        List<String> rest = new ArrayList<>();
        for (Optional<String> line = next(); line.isPresent(); line = next()) {
            rest.add(line.get());
        }
        return rest;
    }

    /** What it has written to its error output. */
    public String errors() {
        return errors.toString();
    }

    @Override
    public void close() {
        kill();
    }

    /** What is done with each line. */
    private interface Sink {
        void take(String line);
    }

    private static Thread read(InputStream from, Sink sink, Runnable atEnd) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    sink.take(line);
                }
            } catch (IOException e) {
                // killed in the midst of a line
            }
            atEnd.run();
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
