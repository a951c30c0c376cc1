package io.litestack.bench.scenario;

import io.litestack.bench.harness.Companion;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Tally;
import io.litestack.bench.harness.Timing;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Another process that writes at full speed. */
final class SecondWriter implements Companion {
    private static final String DONE = "done";
    private static final String FAILED = "failed";

    /** Counts what it did, as it reported it. */
    static void addTo(Tally tally, Map<String, Double> figures) {
        tally.add(
                figures.getOrDefault(DONE, 0.0).longValue(),
                figures.getOrDefault(FAILED, 0.0).longValue());
    }

    @Override
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        Tally tally = new Tally();
        Load load = new Load(new Timing(Duration.parse(arguments.get(1)), Duration.parse(arguments.get(2))), tally);
        try (JobFile file = JobFile.open(Side.valueOf(arguments.get(0)), folder, Sync.NORMAL)) {
            control.ready();
            Load.Figures own = load.atFullSpeed(TwoProcessScenario.WRITERS, file::insert);
            control.awaitStop();
            return Map.of(
                    DONE,
                    (double) tally.successes(),
                    FAILED,
                    (double) tally.failures(),
                    TwoProcessScenario.RATE,
                    own.perSecond(),
                    TwoProcessScenario.WORST,
                    own.worstMillis());
        }
    }
}
