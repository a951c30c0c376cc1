package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Companion;
import io.litestack.core.Sync;
import io.litestack.job.JobQueue;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process that only works. */
final class RemoteWorker implements Companion {
    static final String RUNS = "runs";
    static final String P50 = "p50";
    static final String P99 = "p99";

    @Override
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        StartTimes times = new StartTimes();
        try (JobQueue queue = LitestackJobs.openQueue(folder, Sync.valueOf(arguments.get(0)))) {
            times.handle(queue);
            queue.workers(WorkerConfig.builder().build()).start();
            control.ready();
            control.awaitStop();
        }
        return Map.of(RUNS, (double) times.runs(), P50, times.micros(50), P99, times.micros(99));
    }
}
