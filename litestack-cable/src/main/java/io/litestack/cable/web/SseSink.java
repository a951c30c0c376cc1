package io.litestack.cable.web;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a stream of events is written to: the connection of a client, as a server has it. */
public interface SseSink {
    /**
     * Writes, as far as that can be done without waiting; or waits, if {@link #mayBlock}. Called by one thread at a time.
     *
     * @param bytes what to write, from its position on; what was written is behind its position afterwards. If it is empty, what
     *     the sink holds itself is to be sent.
     * @throws IOException if the client is gone
     */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Tells whether {@link #write} waits for a slow client. Such a sink is written to by a thread of its own while something
     * waits; one that does not by the thread that dispatches the messages of all.
     *
     * @return whether it may wait
     */
    boolean mayBlock();

    /** Ends the connection. Called once. */
    void close();
}
