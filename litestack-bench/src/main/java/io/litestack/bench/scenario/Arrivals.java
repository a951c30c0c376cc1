package io.litestack.bench.scenario;

import io.litestack.bench.harness.Load;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Takes down how late messages came, by the phase they say they belong to; those of none are of the warm-up. */
final class Arrivals {
    private final Map<String, Histogram> awake = new TreeMap<>();
    private final Map<String, Histogram> hasRead = new TreeMap<>();
    private long messages;

    /** A message that was due then, whose receiver was awake then and had it then. */
    void add(String phase, long dueNanos, long awakeNanos, long readNanos) {
        messages++;
        if (!phase.isEmpty()) {
            record(awake, phase, awakeNanos - dueNanos);
            record(hasRead, phase, readNanos - dueNanos);
        }
    }

    private static void record(Map<String, Histogram> histograms, String phase, long nanos) {
        histograms.computeIfAbsent(phase, it -> Load.histogram()).recordValue(Math.max(0, nanos));
    }

    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put(WakeupScenario.MESSAGES, (double) messages);
        for (double percentile : new double[] {50, 99}) {
            String name = "p" + Math.round(percentile);
            awake.forEach((phase, it) -> figures.put(WakeupScenario.awake(name, phase), micros(it, percentile)));
            hasRead.forEach((phase, it) -> figures.put(WakeupScenario.hasRead(name, phase), micros(it, percentile)));
        }
        return figures;
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }
}
