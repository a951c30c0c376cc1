package io.litestack.examples.importer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The importer in a JVM of its own, as a user runs it. Its output, errors among it, is read as it comes. */
final class ImporterProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ImporterProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it; each has a folder of its own for the driver's native library. */
    static ImporterProcess start(Path folder, Object... args) throws IOException {
        return run(command(folder, args));
    }

    /** Starts a command that runs it. */
    private static ImporterProcess run(List<String> command) throws IOException {
        return new ImporterProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The words of the command that starts it. */
    private static List<String> command(Path folder, Object... args) throws IOException {
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.tmpdir=" + Files.createTempDirectory(folder, "native"),
                "-cp",
                System.getProperty("java.class.path"),
                Importer.class.getName());
        return Stream.concat(java, Arrays.stream(args).map(String::valueOf)).toList();
    }

    /** The next line of its output; null at the end. */
    @Nullable
    String line() throws IOException {
        return output.readLine();
    }

    /** What is left of its output, until it ends. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); line != null; line = line()) {
            lines.add(line);
        }
        return lines;
    }

    /** kill -9. What it printed can still be read, which Process.destroyForcibly would prevent. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        kill();
    }
}
