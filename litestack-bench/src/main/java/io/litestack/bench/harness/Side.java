package io.litestack.bench.harness;

/** Which of the two is measured. */
public enum Side {
    /** Ours. */
    LITESTACK,
    /** What it is compared with. */
    RIVAL
}
