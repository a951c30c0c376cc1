package io.litestack.core.internal.outbox;

/** Where a relay stands: tests stop it, or kill its process, between any two steps. */
public enum RelayStep {
    /** A batch was read from the source. */
    READ,
    /** What was read is on the source's disk, if the levels ask for it. */
    SOURCE_SYNCED,
    /** The target's transaction has begun. */
    BEGUN,
    /** A row was applied or set aside. */
    APPLIED,
    /** The relay's record was advanced; the target's COMMIT comes next. */
    ADVANCED,
    /** The target's transaction is committed. */
    COMMITTED,
    /** What was applied is on the target's disk. */
    TARGET_SYNCED,
    /** A part of the rows was deleted from the source. */
    PRUNED
}
