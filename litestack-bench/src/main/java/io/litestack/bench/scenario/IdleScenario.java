package io.litestack.bench.scenario;

import com.sun.management.OperatingSystemMXBean;
import io.litestack.bench.harness.CompanionProcess;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Nothing happens: one process has a store open, another one listens to it. */
final class IdleScenario implements Scenario {
    private static final String OPEN = "processor time of the process with the store open";
    private static final String LISTENING = "processor time of the process that listens";
    private static final double MOST_EXTRA_MILLIS = 50;
    private static final long SETTLING_SECONDS = 2;

    @Override
    public Spec spec() {
        return Spec.of(
                        "idle",
                        "nothing happens for a window of 10 s",
                        "an idle JVM",
                        Metric.cost(OPEN, "ms").atMostMore(MOST_EXTRA_MILLIS),
                        Metric.cost(LISTENING, "ms").atMostMore(MOST_EXTRA_MILLIS))
                .inForksAtMost(1);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        if (side == Side.LITESTACK) {
            try (Store store = JobTable.openStore(trial.folder(), Sync.NORMAL)) {
                store.useWrite(JobTable::insert);
                CompanionProcess listener = trial.start(TopicListener.class);
                settle(trial);
                Duration before = listener.cpu();
                trial.record(OPEN, idle(trial));
                trial.record(LISTENING, listener.cpu().minus(before).toNanos() / 1e6);
            }
        } else {
            settle(trial);
            double millis = idle(trial);
            trial.record(OPEN, millis);
            trial.record(LISTENING, millis);
        }
    }

    private static void settle(Trial trial) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long)
                (TimeUnit.SECONDS.toNanos(SETTLING_SECONDS) * trial.timing().scale()));
    }

    /** Waits for a window and returns how many milliseconds of processor time this process used meanwhile. */
    private static double idle(Trial trial) throws InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = system.getProcessCpuTime();
        TimeUnit.NANOSECONDS.sleep(trial.timing().window().toNanos());
        return (system.getProcessCpuTime() - before) / 1e6;
    }
}
