package io.litestack.core.internal.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What SQLite says of the write-ahead log.
 *
 * @param isBusy whether a checkpoint was kept from what it was to do
 * @param frames how many frames the log has; the file may be longer, if the log was begun anew
 * @param checkpointed how many of them are in the database file
 * @param frameBytes the size of a frame
 */
public record WalState(boolean isBusy, long frames, long checkpointed, long frameBytes) {
    private static final int FRAME_HEADER_BYTES = 24;

    /** An empty log, of which it is not known yet how long its frames are. */
    public static final WalState UNKNOWN = new WalState(false, 0, 0, 0);

    /** Looks, and changes nothing. */
    public static WalState look(CachedConnection connection) throws SQLException {
        return checkpoint(connection, "NOOP");
    }

    /** Runs a checkpoint and returns what it says. */
    public static WalState checkpoint(CachedConnection connection, String mode) throws SQLException {
        PreparedStatement statement = connection.prepare("PRAGMA wal_checkpoint(" + mode + ")");
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            long frames = Math.max(0, row.getLong(2));
            long checkpointed = Math.max(0, row.getLong(3));
            return new WalState(row.getInt(1) != 0, frames, checkpointed, connection.pageBytes() + FRAME_HEADER_BYTES);
        } catch (SQLException e) {
            connection.closeStatements();
            throw e;
        }
    }

    public long bytes() {
        return frames * frameBytes;
    }

    /** How many bytes are not in the database file yet. */
    public long leftBytes() {
        return Math.max(0, frames - checkpointed) * frameBytes;
    }

    /** How many frames were copied between this look and a later one; a log begun anew is counted from its begin. */
    public long copiedUntil(WalState later) {
        return Math.max(0, later.frames >= frames ? later.checkpointed - checkpointed : later.checkpointed);
    }

    /** Whether somebody has checkpointed between this look and a later one. */
    public boolean wasTendedBefore(WalState later) {
        return later.frames >= frames ? later.checkpointed > checkpointed : leftBytes() > 0 || later.checkpointed > 0;
    }
}
