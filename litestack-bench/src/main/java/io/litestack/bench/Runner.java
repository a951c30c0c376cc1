package io.litestack.bench;

import io.litestack.bench.harness.Canary;
import io.litestack.bench.harness.Folders;
import io.litestack.bench.harness.Outcome;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.report.BenchRun.Measurement;
import io.litestack.bench.report.BenchRun.Place;
import io.litestack.bench.report.BenchRun.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Runs rows: fork by fork, both sides of a fork right after each other, and who goes first in turns. So what changes on the
 * machine in the course of a run concerns both.
 *
 * @param places where files may lie; in memory only if there is such a place
 * @param forks how often each side is measured
 * @param timing how long
 * @param progress is told of each trial
 */
record Runner(Map<Place, Path> places, int forks, Timing timing, PrintWriter progress) {
    /** The column on tmpfs is for orientation, and has no log on a disk to come into a steady state. */
    private static final int FORKS_IN_MEMORY = 1;

    private static final double WINDOW_IN_MEMORY = 0.5;

    Row run(Scenario scenario) throws IOException, InterruptedException {
        Spec spec = scenario.spec();
        Timing timing = this.timing.warmedUpFor(spec.warmUp());
        List<Measurement> measurements =
                new ArrayList<>(runAt(Place.DISK, spec, timing, Math.min(forks, spec.forksAtMost())));
        if (spec.isRunInMemory() && places.containsKey(Place.MEMORY)) {
            measurements.addAll(
                    runAt(Place.MEMORY, spec, timing.times(WINDOW_IN_MEMORY), Math.min(forks, FORKS_IN_MEMORY)));
        }
        return new Row(spec, measurements);
    }

    private List<Measurement> runAt(Place place, Spec spec, Timing time, int count)
            throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        for (int fork = 1; fork <= count; fork++) {
            for (Side side : order(spec, fork)) {
                measurements.add(measure(fork, side, place, spec, time));
            }
        }
        return measurements;
    }

    /** Who goes first in one fork goes last in the next. */
    static List<Side> order(Spec spec, int fork) {
        List<Side> order = new ArrayList<>(spec.sides());
        if (fork % 2 == 0) {
            Collections.reverse(order);
        }
        return order;
    }

    private Measurement measure(int fork, Side side, Place place, Spec spec, Timing time)
            throws IOException, InterruptedException {
        Path folder = Folders.create(places.getOrDefault(place, Path.of("")), spec.name() + "-");
        try {
            Canary canary = Canary.look(folder);
            Outcome outcome = Fork.run(spec, side, folder, time);
            progress.printf(
                    "%s, fork %d, %s, %s: %s%s%n", spec.name(), fork, place, side, outcome.values(), problems(outcome));
            progress.flush();
            return new Measurement(fork, side, place, canary, outcome);
        } finally {
            Folders.delete(folder);
        }
    }

    private static String problems(Outcome outcome) {
        return (outcome.failures() > 0 ? ", " + outcome.failures() + " failures" : "")
                + (outcome.note().isEmpty() ? "" : ", " + outcome.note());
    }
}
