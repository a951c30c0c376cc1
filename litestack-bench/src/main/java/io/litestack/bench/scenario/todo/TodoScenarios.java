package io.litestack.bench.scenario.todo;

import io.litestack.bench.harness.Scenario;
import io.litestack.core.Sync;
import java.util.List;

/** The rows about the to-do list, in the order of the report. */
public final class TodoScenarios {
    /** All of them. */
    public static final List<Scenario> ALL = List.of(
            new TodoScenario(Sync.NORMAL),
            new TodoScenario(Sync.FULL),
            new TodoStartScenario(),
            new TodoMemoryScenario());

    private TodoScenarios() {}
}
