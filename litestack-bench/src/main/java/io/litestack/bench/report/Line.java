package io.litestack.bench.report;

import io.litestack.bench.harness.Aim;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Side;
import io.litestack.bench.report.BenchRun.Measurement;
import io.litestack.bench.report.BenchRun.Place;
import io.litestack.bench.report.BenchRun.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One figure of one row, over all forks. Immutable.
 *
 * <p>A ratio is taken within each fork, whose two sides ran one right after the other; its median is judged. A figure that
 * is judged by itself is judged in its worst fork.
 *
 * @param row the row
 * @param metric the figure
 */
record Line(Row row, Metric metric) {
    /** All lines of a row. */
    static List<Line> of(Row row) {
        return row.spec().metrics().stream()
                .map(metric -> new Line(row, metric))
                .toList();
    }

    /** One side's figures. */
    Optional<Spread> values(Side side, Place place) {
        return Spread.of(List.copyOf(byFork(side, place).values()));
    }

    /** Litestack's figure over the rival's. */
    Optional<Spread> ratio(Place place) {
        Map<Integer, Double> rival = byFork(Side.RIVAL, place);
        List<Double> ratios = new ArrayList<>();
        byFork(Side.LITESTACK, place).forEach((fork, ours) -> {
            double theirs = rival.getOrDefault(fork, 0.0);
            if (theirs > 0) {
                ratios.add(ours / theirs);
            }
        });
        return Spread.of(ratios);
    }

    private Map<Integer, Double> byFork(Side side, Place place) {
        Map<Integer, Double> values = new TreeMap<>();
        for (Measurement it : row.measurements()) {
            Double value = it.outcome().values().get(metric.name());
            if (it.side() == side && it.place() == place && value != null) {
                values.put(it.fork(), value);
            }
        }
        return values;
    }

    /** Whether the aim is met; empty if there is none, or nothing to judge it by. */
    Optional<Boolean> isMet() {
        return isMet(metric.aim());
    }

    private Optional<Boolean> isMet(@Nullable Aim aim) {
        if (aim == null) {
            return Optional.empty();
        }
        Optional<Boolean> others = isMet(aim.and());
        return isMetAlone(aim).map(it -> it && others.orElse(true)).or(() -> others);
    }

    private Optional<Boolean> isMetAlone(Aim aim) {
        return switch (aim.kind()) {
            case RATIO_AT_LEAST -> ratio(Place.DISK).map(it -> it.median() >= aim.bound());
            case RATIO_AT_MOST -> ratio(Place.DISK).map(it -> it.median() <= aim.bound());
            case EXCESS_AT_MOST -> excess().map(it -> it <= aim.bound());
            case AT_LEAST -> values(Side.LITESTACK, Place.DISK).map(it -> it.least() >= aim.bound());
            case AT_MOST -> values(Side.LITESTACK, Place.DISK).map(it -> it.greatest() <= aim.bound());
        };
    }

    private Optional<Double> excess() {
        return values(Side.LITESTACK, Place.DISK)
                .flatMap(ours -> values(Side.RIVAL, Place.DISK).map(theirs -> ours.median() - theirs.median()));
    }
}
