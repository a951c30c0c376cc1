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

    /** Ends what is open and gives the reader back; does nothing if that was done. */
    @Override
    void close();
}
