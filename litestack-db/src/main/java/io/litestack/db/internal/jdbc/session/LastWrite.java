package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.StatementSource;
import java.sql.SQLException;

/**
 * What {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()} say on a connection: of its own writes, while
 * SQLite says it of the writer, which all connections share one after the other. Inside the transaction that has written last
 * the two are the same, so the id is asked for only when the transaction ends. Used with the session's lock held.
 */
public final class LastWrite {
    private long lastInsertRowId;
    private long changes;
    private long totalChanges;

    /** Whether the open transaction has inserted, or changed, something: SQLite itself knows then. */
    private boolean hasInserted;

    private boolean hasChanged;

    public void began() {
        hasInserted = false;
        hasChanged = false;
    }

    public void changed(ParsedSql text, long rows) {
        hasChanged = true;
        changes = rows;
        totalChanges += rows;
        hasInserted |= rows > 0 && text.mayInsert();
    }

    /** The transaction ends. */
    public void ends(StatementSource source) {
        if (hasInserted) {
            try {
                lastInsertRowId = source.lastInsertRowId();
            } catch (SQLException | RuntimeException e) {
                // the transaction is dead: what it had inserted is not there
            }
        }
        began();
    }

    /** The id is known already. */
    public void inserted(long id) {
        lastInsertRowId = id;
        hasInserted = false;
    }

    public long lastInsertRowId() {
        return lastInsertRowId;
    }

    public long changes() {
        return changes;
    }

    public long totalChanges() {
        return totalChanges;
    }

    public boolean hasInserted() {
        return hasInserted;
    }

    public boolean hasChanged() {
        return hasChanged;
    }
}
