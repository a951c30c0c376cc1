package io.litestack.bench.scenario;

import io.litestack.bench.harness.Scenario;
import io.litestack.bench.scenario.accounts.AccountsScenarios;
import io.litestack.bench.scenario.cable.CableScenarios;
import io.litestack.bench.scenario.cache.CacheScenarios;
import io.litestack.bench.scenario.jdbc.JdbcScenarios;
import io.litestack.bench.scenario.job.JobScenarios;
import io.litestack.bench.scenario.todo.TodoScenarios;
import io.litestack.core.Sync;
import java.util.List;
import java.util.stream.Stream;

/** All rows, in the order of the report. */
public final class Scenarios {
    private static final List<Scenario> STORE = List.of(
            WriteScenario.contended(Sync.NORMAL, 16, 5_000, 1.6, 1 / 10.0),
            WriteScenario.contended(Sync.FULL, 16, 2_000, 2.7, 1 / 30.0),
            WriteScenario.alone(Sync.NORMAL, 1.5),
            WriteScenario.alone(Sync.FULL, 1.2),
            WriteScenario.statements(16),
            WriteScenario.statements(1),
            CommandScenario.of(Sync.NORMAL, 5),
            CommandScenario.of(Sync.FULL, 15),
            new ReadScenario(),
            new TwoProcessScenario(),
            new WakeupScenario(),
            new ListenersScenario(),
            new LongWriterScenario(),
            new OpenScenario(),
            new BackPressureScenario(),
            new IdleScenario());
    private static final List<Scenario> ALL = Stream.of(
                    STORE,
                    JdbcScenarios.ALL,
                    AccountsScenarios.ALL,
                    JobScenarios.ALL,
                    CacheScenarios.ALL,
                    CableScenarios.ALL,
                    TodoScenarios.ALL)
            .flatMap(List::stream)
            .toList();

    private Scenarios() {}

    /** All rows. */
    public static List<Scenario> all() {
        return ALL;
    }

    /**
     * The row of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Scenario named(String name) {
        return ALL.stream()
                .filter(it -> it.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row \"" + name + "\"; there are "
                        + ALL.stream().map(it -> it.spec().name()).toList()));
    }
}
