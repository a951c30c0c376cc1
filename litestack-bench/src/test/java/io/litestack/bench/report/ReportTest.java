package io.litestack.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.bench.harness.Canary;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Outcome;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.report.BenchRun.Measurement;
import io.litestack.bench.report.BenchRun.Place;
import io.litestack.bench.report.BenchRun.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Metric PLAIN = Metric.rate("work");

    @Test
    void ratio_is_taken_within_each_fork_and_its_median_is_judged() {
        Line line = line(PLAIN.atLeastTimes(2), new double[] {10, 40, 90}, new double[] {10, 20, 30});
        assertThat(line.ratio(Place.DISK)).contains(new Spread(1, 2, 3));
        assertThat(line.isMet()).contains(true);
        assertThat(line.ratio(Place.MEMORY)).isEmpty();
    }

    @Test
    void missed_ratio_is_said_to_be_missed() {
        assertThat(line(PLAIN.atLeastTimes(2), new double[] {19}, new double[] {10})
                        .isMet())
                .contains(false);
        assertThat(line(PLAIN.atMostTimes(0.1), new double[] {2}, new double[] {10})
                        .isMet())
                .contains(false);
    }

    @Test
    void bound_without_a_rival_is_judged_in_the_worst_fork() {
        Metric metric = PLAIN.atMost(20);
        assertThat(line(metric, new double[] {1, 20}, new double[] {}).isMet()).contains(true);
        assertThat(line(metric, new double[] {1, 21}, new double[] {}).isMet()).contains(false);
    }

    @Test
    void excess_over_the_rival_is_a_difference() {
        Metric metric = PLAIN.atMostMore(50);
        assertThat(line(metric, new double[] {60}, new double[] {10}).isMet()).contains(true);
        assertThat(line(metric, new double[] {61}, new double[] {10}).isMet()).contains(false);
    }

    @Test
    void aim_reads_as_it_was_asked_for() {
        assertThat(Report.aim(PLAIN.atLeastTimes(1.6))).isEqualTo("≥ 1.6 ×");
        assertThat(Report.aim(PLAIN.atLeastTimes(15))).isEqualTo("≥ 15 ×");
        assertThat(Report.aim(PLAIN.atLeastTimes(200))).isEqualTo("≥ 200 ×");
        assertThat(Report.aim(PLAIN.atMostTimes(1 / 30.0))).isEqualTo("≤ 1/30");
        assertThat(Report.aim(Metric.cost("wait", "ms").atMost(20))).isEqualTo("≤ 20 ms");
    }

    @Test
    void figure_with_two_aims_has_to_meet_both() {
        Metric metric = PLAIN.atLeastTimes(30).atLeast(60_000);
        assertThat(Report.aim(metric)).isEqualTo("≥ 30 ×, ≥ 60,000 /s");
        assertThat(line(metric, new double[] {60_000}, new double[] {2_000}).isMet())
                .contains(true);
        assertThat(line(metric, new double[] {60_000}, new double[] {2_001}).isMet())
                .contains(false);
        assertThat(line(metric, new double[] {90_000, 59_999}, new double[] {1, 1})
                        .isMet())
                .contains(false);
    }

    @Test
    void aim_that_cannot_be_judged_leaves_the_other_to_judge() {
        Metric metric = PLAIN.atLeastTimes(30).atLeast(60_000);
        assertThat(line(metric, new double[] {60_000}, new double[] {}).isMet()).contains(true);
        assertThat(line(metric, new double[] {59_999}, new double[] {}).isMet()).contains(false);
    }

    @Test
    void side_that_could_not_run_is_left_out_and_its_reason_noted() {
        Spec spec = Spec.of("row", "a row", "a rival", PLAIN.atLeastTimes(2));
        BenchRun run = new BenchRun(
                Map.of(),
                Map.of(),
                List.of(new Row(
                        spec,
                        List.of(
                                measurement(1, Side.LITESTACK, new Outcome(Map.of("work", 3.0), 0, "")),
                                measurement(1, Side.RIVAL, Outcome.skipped("it is not installed"))))));
        assertThat(Report.text(run)).contains("3.00 /s", "–", "row, fork 1, a rival: 0 failures. it is not installed");
        assertThat(run.isComplete()).isTrue();
    }

    @Test
    void page_without_a_generated_section_is_refused() {
        assertThatThrownBy(() -> DocsPage.replaceSection("nothing here", "new"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<!-- generated: begin -->");
    }

    private static Line line(Metric metric, double[] ours, double[] theirs) {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < ours.length; i++) {
            measurements.add(measurement(i + 1, Side.LITESTACK, new Outcome(Map.of(metric.name(), ours[i]), 0, "")));
        }
        for (int i = 0; i < theirs.length; i++) {
            measurements.add(measurement(i + 1, Side.RIVAL, new Outcome(Map.of(metric.name(), theirs[i]), 0, "")));
        }
        return new Line(new Row(Spec.of("row", "a row", "a rival", metric), measurements), metric);
    }

    private static Measurement measurement(int fork, Side side, Outcome outcome) {
        return new Measurement(fork, side, Place.DISK, new Canary(100, 0.5), outcome);
    }
}
