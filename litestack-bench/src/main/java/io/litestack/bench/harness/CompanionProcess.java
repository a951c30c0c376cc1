package io.litestack.bench.harness;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link Companion} at work in a process of its own, seen from the one that started it. */
public final class CompanionProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private CompanionProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static CompanionProcess start(Class<? extends Companion> type, Path folder, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(type.getName(), folder.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            CompanionProcess started =
                    new CompanionProcess(ChildJvm.start(CompanionMain.class, folder, List.of(), command));
            started.awaitReady(type);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + type.getName(), e);
        }
    }

    private void awaitReady(Class<?> type) throws IOException {
        String line = output.readLine();
        if (!CompanionMain.READY.equals(line)) {
            close();
            throw new IOException(type.getName() + " said " + line + " instead of " + CompanionMain.READY);
        }
    }

    /** How much processor time it has used. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Tells it to stop and returns its figures. */
    public Map<String, Double> stop() {
        try (var input = process.outputWriter()) {
            input.write("stop\n");
            input.flush();
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the companion process ended with code " + process.waitFor());
            }
            return new ObjectMapper().readValue(line, new TypeReference<>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends it, if it has not ended by itself. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
