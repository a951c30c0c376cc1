package io.litestack.core.internal;

import java.sql.SQLException;

/** What the store itself does with its writer: in the lane, as anybody else, and in short transactions. Thread-safe. */
final class HouseWrites {
    /** Our own writers wait meanwhile: another process's transaction is not waited for long. */
    static final long BEGIN_WAIT_NANOS = 20_000_000L;

    private static final long LANE_WAIT_NANOS = 1_000_000_000L;

    private final StoreEngine engine;
    private final WriteLane lane;
    private final Writer writer;

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

    <T> T inLane(InLane<T> work) throws SQLException {
        WriteLane.Claim claim = WriteLane.Claim.ofCurrentThread();
        lane.acquire(claim, LANE_WAIT_NANOS);
        try {
            return work.run(writer);
        } finally {
            lane.release(claim);
        }
    }

    /** A pragma that writes, in the lane and in a transaction of its own. */
    void changeInLane(String pragma) throws SQLException {
        inLane(writer -> change(pragma, BEGIN_WAIT_NANOS));
    }

    /** The same if the lane is held already. */
    long change(String pragma, long waitNanos) throws SQLException {
        engine.refuseWritesIfUnsafe();
        writer.begin(waitNanos);
        boolean isDone = false;
        try {
            writer.session().drain(pragma);
            isDone = true;
        } finally {
            if (!isDone) {
                writer.rollback();
            }
        }
        return writer.commit(true);
    }
}
