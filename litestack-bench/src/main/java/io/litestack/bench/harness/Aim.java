package io.litestack.bench.harness;

/**
 * What a figure should be. Immutable.
 *
 * @param kind how it is judged
 * @param bound the limit, which still meets the aim
 */
public record Aim(Kind kind, double bound) {
    /** How a figure is judged. */
    public enum Kind {
        /** Litestack's figure divided by the rival's is at least the bound. */
        RATIO_AT_LEAST,
        /** Litestack's figure divided by the rival's is at most the bound. */
        RATIO_AT_MOST,
        /** Litestack's figure less the rival's is at most the bound. */
        EXCESS_AT_MOST,
        /** Litestack's figure, in its worst fork, is at most the bound. */
        AT_MOST
    }
}
