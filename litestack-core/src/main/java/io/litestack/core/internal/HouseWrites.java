package io.litestack.core.internal;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the store itself does with its writer: in the lane, as anybody else, and in short transactions. Thread-safe. */
final class HouseWrites {
    /** Our own writers wait meanwhile: another process's transaction is not waited for long. */
    static final long BEGIN_WAIT_NANOS = 20_000_000L;

    /** With what it takes to notice and to roll back, nobody is held up for more than 50 ms. */
    private static final long LONGEST_CHANGE_NANOS = 40_000_000L;

    static final long LANE_WAIT_NANOS = 1_000_000_000L;

    private final StoreEngine engine;
    private final WriteLane lane;
    private final Writer writer;
    private volatile @Nullable Session changing;

    HouseWrites(StoreEngine engine, WriteLane lane, Writer writer) {
        this.engine = engine;
        this.lane = lane;
        this.writer = writer;
    }

    /** What is done while the lane is held. */
    @FunctionalInterface
    interface InLane<T> {
        T run(Writer writer) throws SQLException;
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Change {
        void run(Session session) throws SQLException;
    }

    <T> T inLane(InLane<T> work) throws SQLException {
        return inLane(LANE_WAIT_NANOS, work);
    }

    <T> T inLane(long laneWaitNanos, InLane<T> work) throws SQLException {
        WriteLane.Claim claim = WriteLane.Claim.ofCurrentThread();
        lane.acquire(claim, laneWaitNanos);
        return run(claim, work);
    }

    /** The same ahead of all who wait. */
    <T> T inLaneFirst(InLane<T> work) throws SQLException {
        WriteLane.Claim claim = WriteLane.Claim.ofCurrentThread();
        lane.acquireFirst(claim, LANE_WAIT_NANOS);
        return run(claim, work);
    }

    private <T> T run(WriteLane.Claim claim, InLane<T> work) throws SQLException {
        engine.wakeWatchdog();
        try {
            return work.run(writer);
        } finally {
            lane.release(claim);
        }
    }

    /**
     * A change in a transaction of its own; one that takes too long is interrupted and rolled back. The lane must be held.
     *
     * @return the commit's number
     */
    long change(Change change, long waitNanos) throws SQLException {
        engine.refuseWritesIfUnsafe();
        writer.begin(waitNanos);
        boolean isDone = false;
        try {
            runWatched(writer.session(), change);
            isDone = true;
        } finally {
            if (!isDone) {
                writer.rollback();
            }
        }
        return writer.commit(true);
    }

    /** As {@link #change} for what only looks, but may need the file's write lock for that: nothing is committed. */
    void look(Change look) throws SQLException {
        writer.begin(BEGIN_WAIT_NANOS);
        try {
            runWatched(writer.session(), look);
        } finally {
            writer.endCheckpoint();
        }
    }

    private void runWatched(Session session, Change change) throws SQLException {
        session.startClock(engine.ticks());
        changing = session;
        engine.watchNow();
        try {
            change.run(session);
        } finally {
            changing = null;
            session.stopClock();
        }
    }

    /** The watchdog's side: interrupts a change that takes too long. Returns whether one is under way. */
    boolean watch(long now) {
        Session session = changing;
        if (session == null) {
            return false;
        }
        session.interruptIfOver(now, LONGEST_CHANGE_NANOS);
        return true;
    }
}
