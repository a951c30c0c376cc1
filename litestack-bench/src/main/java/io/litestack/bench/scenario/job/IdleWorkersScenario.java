package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Runs;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;
import io.litestack.core.Sync;

/** Workers that have worked, and have nothing to do now. */
final class IdleWorkersScenario implements Scenario {
    private static final Metric TIME =
            Metric.cost("processor time of the process", "ms").atMostMore(50);
    private static final int JOBS = 1_000;

    @Override
    public Spec spec() {
        return Spec.of("jobs-idle", "workers have nothing to do for a window of 10 s, FULL", "an idle JVM", TIME)
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            Runs runs = new Runs();
            try (LitestackJobs jobs = LitestackJobs.start(trial.folder(), Sync.FULL, runs)) {
                jobs.enqueueAll(0, JOBS);
                JobLoad.awaitRuns(runs, JOBS);
                idle(trial);
                runs.check(jobs.stored());
            }
        } else {
            idle(trial);
        }
    }

    private static void idle(Trial trial) throws InterruptedException {
        Usage.settle(trial.timing());
        trial.record(TIME.name(), Usage.idleMillis(trial.timing()));
    }
}
