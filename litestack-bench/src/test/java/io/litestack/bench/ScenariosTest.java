package io.litestack.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Outcome;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.scenario.Scenarios;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario at work for a moment, in this JVM: what it finds is checked for being there, not for its value. */
class ScenariosTest {
    private static final Timing MOMENT = Timing.ofSeconds(0.1);

    @TempDir
    Path folder;

    static Stream<Arguments> sides() {
        return Scenarios.all().stream()
                .filter(scenario -> scenario.spec().java() <= Runtime.version().feature())
                .flatMap(scenario -> scenario.spec().sides().stream()
                        .map(side -> Arguments.of(scenario.spec().name(), side)));
    }

    @ParameterizedTest
    @MethodSource("sides")
    void scenario_finds_all_its_figures_and_every_row_that_it_wrote(String name, Side side) throws Exception {
        Scenario scenario = Scenarios.named(name);
        Outcome outcome = Fork.runHere(scenario, side, folder, MOMENT);
        assertThat(outcome.failures()).as(outcome.note()).isZero();
        assumeThat(outcome.note().isEmpty() || "all".equals(System.getProperty("litestack.require")))
                .as(outcome.note())
                .isTrue();
        List<String> figures =
                scenario.spec().metrics().stream().map(Metric::name).toList();
        assertThat(outcome.values()).as(outcome.note()).containsOnlyKeys(figures);
        assertThat(outcome.values().values())
                .allSatisfy(it -> assertThat(it).isFinite().isNotNegative());
    }
}
