package io.litestack.examples.todo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The to-do list in a JVM of its own, as a user runs it. */
final class TodoProcess implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("http://localhost:(\\d+) ");

    private final Process process;
    private final BufferedReader output;

    TodoProcess(Path folder, Object... args) {
        this(List.of(), folder, args);
    }

    /** Starts it by a launcher, such as {@code setpriv}. */
    TodoProcess(List<String> launcher, Path folder, Object... args) {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        try {
            command.add("-Dorg.sqlite.tmpdir=" + Files.createTempDirectory(folder, "native"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), TodoApp.class.getName()));
            Arrays.stream(args).map(String::valueOf).forEach(command::add);
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Waits until it listens. */
    int port() {
        StringBuilder said = new StringBuilder();
        for (String line = line(); line != null; line = line()) {
            Matcher matcher = URL.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("it did not start: " + said);
    }

    private String line() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that it says until it ends. */
    List<String> rest() {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
        }
        return lines;
    }

    int exitCode() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ctrl-C, or what a service manager sends. */
    void terminate() {
        process.toHandle().destroy(); // process.destroy() would close its output as well
    }

    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    @Override
    public void close() {
        kill();
    }
}
