package io.litestack.cache.internal.write;

import io.litestack.core.LitestackException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes that nobody waits for, in slices. At most one slice waits in the store's queue: when its turn comes it takes what
 * waits by then, and a change that comes after that submits the next one. So a slice is as large as the writer is busy, and changes of one
 * key fold into one for as long. Whoever waits for a commit has at most two slices before it, the one that is being written and the next,
 * and both end soon when somebody waits. Thread-safe.
 */
public final class WriteBehind {
    private static final int MOST_WRITES = 512;
    private static final long MOST_BYTES = 2 << 20;

    /** After so many it looks whether somebody waits. */
    private static final int BITE = 32;

    private final WriteParts parts;
    private final Commands commands;
    private final AtomicBoolean isSubmitted = new AtomicBoolean();
    private final KeyWriter keyWriter;
    private final Degradation degradation;

    public WriteBehind(WriteParts parts, KeyWriter keyWriter, Degradation degradation) {
        this.parts = parts;
        this.commands = parts.context().internals().commands();
        this.keyWriter = keyWriter;
        this.degradation = degradation;
    }

    /** Has written what waits. */
    public void submit() {
        if (parts.pending().isAnyQueued() && isSubmitted.compareAndSet(false, true)) {
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
            long left = MOST_BYTES;
            long written;
            do {
                written = batch.writeOldest(BITE, left);
                left -= written;
            } while (written > 0 && left > 0 && taken.size() < MOST_WRITES && !keyWriter.isAwaited());
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
            degradation.succeeded();
        }

        void failed(Throwable cause) {
            degradation.failed(parts.batches().failed(number), cause);
        }
    }
}
