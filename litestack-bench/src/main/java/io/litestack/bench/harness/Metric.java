package io.litestack.bench.harness;

import org.jspecify.annotations.Nullable;

/**
 * One figure of a row. Immutable.
 *
 * @param name what it is, unique within its row
 * @param unit in what it is counted
 * @param isHigherBetter whether more is better
 * @param aim what it should be; null if it is only shown
 */
public record Metric(
        String name,
        String unit,
        boolean isHigherBetter,
        @Nullable Aim aim) {
    /** Something done so many times a second. */
    public static Metric rate(String name) {
        return new Metric(name, "/s", true, null);
    }

    /** Something of which less is better. */
    public static Metric cost(String name, String unit) {
        return new Metric(name, unit, false, null);
    }

    /** This metric, aiming at a ratio of at least {@code bound}. */
    public Metric atLeastTimes(double bound) {
        return aimingAt(Aim.Kind.RATIO_AT_LEAST, bound);
    }

    /** This metric, aiming at a ratio of at most {@code bound}. */
    public Metric atMostTimes(double bound) {
        return aimingAt(Aim.Kind.RATIO_AT_MOST, bound);
    }

    /** This metric, aiming at no more than the rival's figure and {@code bound}. */
    public Metric atMostMore(double bound) {
        return aimingAt(Aim.Kind.EXCESS_AT_MOST, bound);
    }

    /** This metric, aiming at no less than {@code bound}, whatever the rival does. */
    public Metric atLeast(double bound) {
        return aimingAt(Aim.Kind.AT_LEAST, bound);
    }

    /** This metric, aiming at no more than {@code bound}, whatever the rival does. */
    public Metric atMost(double bound) {
        return aimingAt(Aim.Kind.AT_MOST, bound);
    }

    /** Adds to what it aims at already. */
    private Metric aimingAt(Aim.Kind kind, double bound) {
        return new Metric(name, unit, isHigherBetter, new Aim(kind, bound, aim));
    }
}
