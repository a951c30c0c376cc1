package io.litestack.cache.internal.write;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.StoreInternals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes that nobody waits for, in slices. At most one slice waits in the store's queue: when its turn comes it takes what
 * waits by then, and a change that comes after that submits the next one. So a slice is as large as the writer is busy, and changes of one
 * key fold into one for as long. Whoever waits for a commit has at most two slices before it, the one that is being written and the next;
 * both end soon when somebody waits, and are short as long as somebody does now and then.
 *
 * <h2>A log that grows too fast</h2>
 *
 * Slices may fill the store's log faster than it is copied into the file. Then the store slows its writers down, all of them, with the
 * writer held; also those who wait for a commit, though it is not they who have filled it. So well before that no slice is submitted any
 * more ({@link LogWait}), until the log is copied, some hundredths of a second: what is put meanwhile waits, and folds.
 *
 * <p>Thread-safe.
 */
public final class WriteBehind {
    private static final int MOST_WRITES = 512;

    /** Of a slice beside others that are waited for. */
    private static final int FEW_WRITES = 128;

    private static final long MOST_BYTES = 2 << 20;

    /** After so many it looks whether somebody waits. */
    private static final int BITE = 32;

    private final WriteParts parts;
    private final Commands commands;
    private final LogWait logWait;
    private final AtomicBoolean isSubmitted = new AtomicBoolean();
    private final KeyWriter keyWriter;
    private final Degradation degradation;

    /** Writes nothing yet; {@code onWait} is to have {@link #submit} called again and again, soon, as long as it {@link #isWaiting}. */
    public WriteBehind(WriteParts parts, KeyWriter keyWriter, Degradation degradation, Runnable onWait) {
        this.parts = parts;
        StoreInternals store = parts.context().internals();
        this.commands = store.commands();
        this.logWait = new LogWait(store::isLogLong, parts.context().clock()::ticks, onWait);
        this.keyWriter = keyWriter;
        this.degradation = degradation;
    }

    /** Has written what waits. */
    public void submit() {
        if (isSubmitted.get() || !parts.pending().isAnyQueued() || logWait.isOn()) {
            return;
        }
        if (isSubmitted.compareAndSet(false, true)) {
            Slice slice = new Slice(true);
            CompletableFuture<Long> future;
            try {
                future = commands.submit(slice, Ack.COMMITTED);
            } catch (RuntimeException | Error e) {
                isSubmitted.set(false);
                degradation.failed(0, e);
                return;
            }
            var unused = future.whenComplete((seq, failure) -> ended(slice, failure));
        }
    }

    /** Whether what waits is not submitted before the log is copied. */
    boolean isWaiting() {
        return logWait.isOn();
    }

    private void ended(Slice slice, @Nullable Throwable failure) {
        if (failure == null) {
            slice.committed();
            submit();
        } else {
            isSubmitted.set(false);
            slice.failed(failure);
        }
    }

    /**
     * Returns when all changes that waited at the call are committed.
     *
     * @throws LitestackException if one could not be; the keys of the others wait
     */
    public void flush() {
        long asked = parts.context().clock().ticks();
        while (parts.pending().oldest(asked + 1) - asked <= 0) {
            Slice slice = new Slice(false);
            try {
                commands.execute(slice, Ack.COMMITTED);
                slice.committed();
            } catch (RuntimeException | Error e) {
                slice.failed(e);
                throw e;
            }
        }
        // those that another batch has taken, which is before this one in the queue
        commands.execute(statements -> 0, Ack.COMMITTED);
    }

    private final class Slice implements Command<Long> {
        private final boolean isSubmittedOne;
        private long number;
        private final List<PendingWrite> taken = new ArrayList<>();
        private long seq;

        Slice(boolean isSubmittedOne) {
            this.isSubmittedOne = isSubmittedOne;
        }

        @Override
        public Long run(Statements statements) throws SQLException {
            if (isSubmittedOne) {
                // what comes from here on is submitted with another one
                isSubmitted.set(false);
            }
            boolean isFirstRun = number == 0;
            number = isFirstRun ? parts.batches().next() : number;
            WriteBatch batch = WriteBatch.own(parts, statements, number, taken);
            if (isFirstRun) {
                writeOldest(batch);
            } else {
                batch.writeTaken();
            }
            batch.finish();
            seq = batch.seq();
            return seq;
        }

        private void writeOldest(WriteBatch batch) throws SQLException {
            int most = keyWriter.wasAwaitedLately() ? FEW_WRITES : MOST_WRITES;
            long left = MOST_BYTES;
            long written;
            do {
                written = batch.writeOldest(BITE, left);
                left -= written;
            } while (written > 0 && left > 0 && taken.size() < most && !keyWriter.isAwaited());
        }

        @Override
        public int sizeBytes() {
            int bytes = 100;
            for (PendingWrite write : taken) {
                bytes += write.bytes();
            }
            return bytes;
        }

        void committed() {
            parts.batches().committed(number);
            if (!taken.isEmpty()) {
                parts.pending().writtenAt(parts.context().clock().ticks());
                parts.log().committed(seq);
            }
        }

        void failed(Throwable cause) {
            degradation.failed(parts.batches().failed(number), cause);
        }
    }
}
