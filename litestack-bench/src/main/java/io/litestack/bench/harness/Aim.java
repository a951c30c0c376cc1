package io.litestack.bench.harness;

import org.jspecify.annotations.Nullable;

/**
 * What a figure should be. Immutable.
 *
 * @param kind how it is judged
 * @param bound the limit, which still meets the aim
 * @param and what it should be as well; null for nothing more
 */
public record Aim(Kind kind, double bound, @Nullable Aim and) {
    /** How a figure is judged. */
    public enum Kind {
        /** Litestack's figure divided by the rival's is at least the bound. */
        RATIO_AT_LEAST,
        /** Litestack's figure divided by the rival's is at most the bound. */
        RATIO_AT_MOST,
        /** Litestack's figure less the rival's is at most the bound. */
        EXCESS_AT_MOST,
        /** Litestack's figure, in its worst fork, is at least the bound. */
        AT_LEAST,
        /** Litestack's figure, in its worst fork, is at most the bound. */
        AT_MOST;

        /** Whether it is a ratio that is judged. */
        public boolean isRatio() {
            return this == RATIO_AT_LEAST || this == RATIO_AT_MOST;
        }
    }
}
