package io.litestack.core.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes system calls of a running process on certain files fail, or kills it there, through strace; until {@link #end}.
 *
 * <p>The faults are written as strace wants them, such as {@code pwrite64:error=EIO:when=2}. Each thread of the process
 * counts its calls for itself.
 */
public final class Faults implements AutoCloseable {
    private final Process strace;
    private final Path report;
    private boolean ended;

    private Faults(Process strace, Path report) {
        this.strace = strace;
        this.report = report;
    }

    /** Begins in this process. */
    public static Faults here(Path file, String fault) {
        return in(ProcessHandle.current().pid(), fault, file);
    }

    /** Begins in another process. */
    public static Faults in(long pid, String fault, Path... files) {
        try {
            Path report = Files.createTempFile("litestack-faults", ".txt");
            report.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", report.toString()));
            for (Path file : files) {
                command.addAll(List.of("-P", file.toString()));
            }
            String calls = fault.substring(0, fault.indexOf(':'));
            command.addAll(List.of("-e", "trace=" + calls, "-e", "inject=" + fault, "-p", Long.toString(pid)));
            Process strace =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            awaitAttached(strace);
            return new Faults(strace, report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean arePossible() {
        try (Faults none = here(Path.of("/litestack/nowhere"), "pwrite64:error=EIO")) {
            return none.end() == 0;
        } catch (UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    private static void awaitAttached(Process strace) throws IOException {
        BufferedReader words =
                new BufferedReader(new InputStreamReader(strace.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            said.append(line).append('\n');
            if (line.contains(" attached")) {
                return;
            }
        }
        throw new AssertionError("strace did not attach: " + said);
    }

    /** Ends the faults and returns how many there were. */
    public long end() {
        if (!ended) {
            ended = true;
            strace.destroy();
        }
        try {
            strace.waitFor();
            try (var lines = Files.lines(report)) {
                return lines.filter(Faults::isFault).count();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static boolean isFault(String line) {
        return line.contains("(INJECTED)") || line.contains("(DELAYED)");
    }

    @Override
    public void close() {
        end();
        try {

            Files.deleteIfExists(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
