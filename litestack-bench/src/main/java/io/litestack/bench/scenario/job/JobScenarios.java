package io.litestack.bench.scenario.job;

import io.litestack.bench.harness.Scenario;
import io.litestack.core.Sync;
import java.util.List;

/** The rows about jobs, in the order of the report. */
public final class JobScenarios {
    /** Enqueueing and running are a long way through the code: it takes some seconds until all of it is compiled. */
    static final double WARM_UP = 0.6;

    /** Where a row compares much code with little: else the side with more of it is measured while it is compiled. */
    static final double LONG_WARM_UP = 1.5;

    /** All of them. */
    public static final List<Scenario> ALL = List.of(
            ThroughputScenario.pipelined(Peer.DB_SCHEDULER, Sync.NORMAL, 30, 60_000),
            ThroughputScenario.pipelined(Peer.DB_SCHEDULER, Sync.FULL, 30, 50_000),
            ThroughputScenario.pipelined(Peer.JOB_RUNR, Sync.NORMAL, 80),
            ThroughputScenario.pipelined(Peer.JOB_RUNR, Sync.FULL, 80),
            ThroughputScenario.waiting(Peer.DB_SCHEDULER, Sync.NORMAL, 1, 20_000),
            ThroughputScenario.waiting(Peer.DB_SCHEDULER, Sync.NORMAL, 16, 25_000),
            ThroughputScenario.waiting(Peer.DB_SCHEDULER, Sync.FULL, 16, 15_000),
            StartScenario.of(Sync.NORMAL, 3),
            StartScenario.of(Sync.FULL, 1.5),
            new RemoteStartScenario(),
            new BusyProcessScenario(),
            new SpawnScenario(),
            new ClaimScenario(),
            new BacklogScenario(),
            new IdleWorkersScenario(),
            new LimitScenario(16),
            new LimitScenario(2),
            new UniqueScenario(),
            new SchedulesScenario(),
            new IdleSchedulesScenario());

    private JobScenarios() {}
}
