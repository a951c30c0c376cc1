package io.litestack.bench.harness;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one trial found. Immutable.
 *
 * @param values the figures by the names of their metrics
 * @param failures operations that failed or were never begun
 * @param note what went wrong, or why there are no figures; else empty
 */
public record Outcome(Map<String, Double> values, long failures, String note) {
    /**
     * Copies the map.
     *
     * @param values see above
     * @param failures see above
     * @param note see above
     */
    public Outcome {
        values = new TreeMap<>(values);
    }

    /** No figures, because the trial went wrong. */
    public static Outcome broken(String reason) {
        return new Outcome(Map.of(), 1, reason);
    }

    /** Whether the trial went wrong. */
    @JsonIgnore
    public boolean isBroken() {
        return values.isEmpty() && failures > 0;
    }

    /** No figures, with the reason. */
    public static Outcome skipped(String reason) {
        return new Outcome(Map.of(), 0, reason);
    }
}
