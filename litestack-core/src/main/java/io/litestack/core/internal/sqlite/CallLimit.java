package io.litestack.core.internal.sqlite;

/** A call with a limit of its own. */
interface CallLimit {
    /** How long it may last, {@link Long#MAX_VALUE} if it may last for ever. */
    long limitNanos();
}
