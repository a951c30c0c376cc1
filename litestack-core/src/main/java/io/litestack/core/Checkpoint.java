package io.litestack.core;

/** Who moves committed pages from the write-ahead log into the database file. */
public enum Checkpoint {
    /** The store itself, in the background. */
    INTERNAL,

    /**
     * Somebody else, such as Litestream: no connection of the store ever checkpoints, not even the last one at close.
     * The log grows until that somebody does.
     */
    EXTERNAL
}
