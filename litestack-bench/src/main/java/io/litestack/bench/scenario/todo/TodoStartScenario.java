package io.litestack.bench.scenario.todo;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts the to-do list, and has its first page. */
final class TodoStartScenario implements Scenario {
    /** What its start command gives the JVM. */
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Metric EMPTY =
            Metric.cost("from the start of the process to the first page, no data yet", "ms");
    private static final Metric AGAIN =
            Metric.cost("from the start of the process to the first page", "ms").atMost(1_500);

    @Override
    public Spec spec() {
        return Spec.alone("todo-start", "the start of the to-do list", EMPTY, AGAIN);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        trial.record(EMPTY.name(), millisToPage(trial.folder()));
        trial.record(AGAIN.name(), millisToPage(trial.folder()));
    }

    private static double millisToPage(Path folder) throws IOException {
        long begin = System.nanoTime();
        try (TodoProgram program = TodoProgram.start(folder, OPTIONS);
                PageClient client = program.connect()) {
            int status = client.get("/").status();
            double millis = (System.nanoTime() - begin) / 1e6;
            if (status != 200) {
                throw new IOException("the first page came with status " + status);
            }
            return millis;
        }
    }
}
