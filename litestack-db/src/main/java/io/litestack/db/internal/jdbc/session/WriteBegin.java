package io.litestack.db.internal.jdbc.session;

import io.litestack.core.StoreBusyException;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.db.internal.jdbc.error.Failure;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Begins a write for a session: waits for the writer, and says why that was in vain. */
public final class WriteBegin {
    private final SharedWriter writer;
    private final boolean enforcesForeignKeys;

    public WriteBegin(SharedWriter writer, boolean enforcesForeignKeys) {
        this.writer = writer;
        this.enforcesForeignKeys = enforcesForeignKeys;
    }

    /**
     * Begins.
     *
     * @param limitNanos how long to wait at most, if that is less than the store's limit
     */
    public OpenTransaction begin(long limitNanos) throws SQLException {
        boolean isLimited =
                limitNanos < writer.store().store().config().waitTimeout().toNanos();
        WriteOptions options = isLimited
                ? WriteOptions.standard().withWaitTimeout(Duration.ofNanos(limitNanos))
                : WriteOptions.standard();
        try {
            return enforcesForeignKeys
                    ? writer.store().begin(options)
                    : writer.store().beginWithoutForeignKeys(options);
        } catch (StoreBusyException e) {
            Session holder = writer.holder();
            if (holder != null && isWaitingForThisThread(holder.thread())) {
                throw Failure.BUSY.of(String.valueOf(e.getMessage())
                        + ". Its holder waits for a lock that this thread has, and this one for the writer: let"
                        + " transactions take the writer first, by the setting begin: eager of the database");
            }
            if (isLimited) {
                throw Failure.TIMEOUT.of("the query timeout has passed: " + e.getMessage());
            }
            throw e;
        }
    }

    /** Whether another thread waits for a lock of Java that the current thread holds. Costs some microseconds. */
    private static boolean isWaitingForThisThread(@Nullable Thread other) {
        if (other == null) {
            return false;
        }
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(other.getId());
        return info != null && info.getLockOwnerId() == Thread.currentThread().getId();
    }
}
