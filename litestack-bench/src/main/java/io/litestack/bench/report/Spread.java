package io.litestack.bench.report;

import java.util.List;
import java.util.Optional;

/**
 * The same figure from several forks. Immutable.
 *
 * @param least the least
 * @param median the one in the middle
 * @param greatest the greatest
 */
record Spread(double least, double median, double greatest) {
    /** The spread of some values; empty if there are none. */
    static Optional<Spread> of(List<Double> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return Optional.of(new Spread(sorted.get(0), median, sorted.get(size - 1)));
    }
}
