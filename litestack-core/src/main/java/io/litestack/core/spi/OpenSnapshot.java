package io.litestack.core.spi;

import io.litestack.core.Snapshot;

/** A reader that no callback bounds: it is on loan until it is closed. Used by one thread at a time. */
public interface OpenSnapshot extends AutoCloseable {
    /**
     * Returns the reader, for its statements.
     *
     * @return always the same one
     */
    Snapshot snapshot();

    /**
     * Returns the reader, for who runs its statements by the driver's own objects.
     *
     * @return always the same one
     */
    StatementSource statements();

    /** Ends what is open and gives the reader back; does nothing if that was done. */
    @Override
    void close();
}
