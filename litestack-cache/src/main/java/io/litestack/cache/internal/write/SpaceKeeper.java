package io.litestack.cache.internal.write;

import io.litestack.core.spi.Statements;
import java.sql.SQLException;

/** Keeps the file within its limit. */
public interface SpaceKeeper {
    /**
     * Makes room, as part of the transaction that is about to write.
     *
     * @param statements of the transaction
     * @param bytes how much is about to be written, about
     */
    void makeRoom(Statements statements, long bytes) throws SQLException;

    /**
     * Says that an entry is in use, as a read of it does: it stays when others have to go.
     *
     * @param place its place in the queue, or 0 if that is not known
     */
    void used(long place);
}
