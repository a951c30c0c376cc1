package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.harness.Usage;
import io.litestack.core.Sync;
import io.litestack.job.JobQueue;
import io.litestack.job.WorkerConfig;
import java.time.Duration;

/** Many schedules, none of which fires now. */
final class IdleSchedulesScenario implements Scenario {
    private static final Metric TIME =
            Metric.cost("processor time of the process", "ms").atMostMore(50);

    @Override
    public Spec spec() {
        return Spec.of(
                        "jobs-schedules-idle",
                        "10,000 schedules of which none fires for a window of 10 s, with workers, NORMAL",
                        "an idle JVM",
                        TIME)
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (JobQueue queue = LitestackJobs.openQueue(trial.folder(), Sync.NORMAL)) {
                queue.handle(SchedulesScenario.TYPE, (number, context) -> {});
                queue.workers(WorkerConfig.builder().build()).start();
                SchedulesScenario.putAll(queue, trial, i -> Duration.ofDays(1).plusSeconds(i));
                idle(trial);
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
