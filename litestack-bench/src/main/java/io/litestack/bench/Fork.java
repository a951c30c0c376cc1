package io.litestack.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.litestack.bench.harness.ChildJvm;
import io.litestack.bench.harness.JavaHome;
import io.litestack.bench.harness.Outcome;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.SkippedException;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.scenario.Scenarios;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One trial in a JVM of its own. The child prints its outcome as one line of JSON, and dies with its parent. */
final class Fork {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_IN_WINDOWS = 20;
    private static final int LONGEST_EXTRA_SECONDS = 120;

    private Fork() {}

    /** Runs a trial in this JVM. */
    static Outcome runHere(Scenario scenario, Side side, Path folder, Timing timing) throws Exception {
        try (Trial trial = new Trial(folder, timing)) {
            scenario.run(side, trial);
            return trial.outcome();
        } catch (SkippedException e) {
            return Outcome.skipped(String.valueOf(e.getMessage()));
        }
    }

    /** Runs a trial in a new JVM. */
    static Outcome run(Spec spec, Side side, Path folder, Timing timing) throws IOException, InterruptedException {
        Optional<JavaHome> home = JavaHome.atLeast(spec.java());
        if (home.isEmpty()) {
            return Outcome.skipped("there is no Java " + spec.java() + " or later here, nor under " + JavaHome.PLACE);
        }
        Process process = ChildJvm.start(
                home.get(),
                Fork.class,
                folder,
                List.of("-Xmx" + spec.heap()),
                List.of(
                        spec.name(),
                        side.name(),
                        folder.toString(),
                        timing.warmup().toString(),
                        timing.window().toString()));
        Thread watchdog = watch(process, timing);
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            int code = process.waitFor();
            if (line == null) {
                return Outcome.broken("the child process ended with code " + code + " and without figures");
            }
            return JSON.readValue(line, Outcome.class);
        } finally {
            watchdog.interrupt();
        }
    }

    private static Thread watch(Process process, Timing timing) {
        long seconds = (long) (timing.seconds() * LONGEST_IN_WINDOWS) + LONGEST_EXTRA_SECONDS;
        Thread watchdog = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(seconds);
                        end(process.toHandle());
                    } catch (InterruptedException e) {
                        // it ended by itself
                    }
                },
                "fork-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }

    private static void end(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The child: name of the row, side, folder, warm-up, window. */
    public static void main(String[] arguments) {
        ChildJvm.onInput(() -> {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            Runtime.getRuntime().halt(1);
        });
        ChildJvm.runAndExit(() -> {
            Outcome outcome = runHere(
                    Scenarios.named(arguments[0]),
                    Side.valueOf(arguments[1]),
                    Path.of(arguments[2]),
                    new Timing(Duration.parse(arguments[3]), Duration.parse(arguments[4])));
            System.out.println(JSON.writeValueAsString(outcome));
        });
    }
}
