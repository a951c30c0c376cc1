package io.litestack.job.internal.base;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Collects small writes of one kind, so that one command makes many of them with one prepared statement: a row in a batch costs
 * a third of a row by itself. At most one command waits in the command queue at a time; when its turn comes it takes whatever
 * was collected by then. Thread-safe.
 *
 * @param <T> one write
 */
public final class Batcher<T> {
    /** What is done with collected writes. */
    public interface Writer<T> {
        /** They are about to be written for the first time. */
        default void taken(List<T> items) {}

        /** Writes them as part of a command, which perhaps runs more than once. */
        void run(Statements statements, List<T> items) throws SQLException;

        /** They are stored. */
        void stored(List<T> items);

        /** They are not stored, or the outcome is unknown. */
        void failed(List<T> items, LitestackException cause);
    }

    private static final int LARGEST_BATCH = 256;

    private final QueueResources resources;
    private final Ack ack;
    private final Writer<T> writer;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean isSubmitted = new AtomicBoolean();

    public Batcher(QueueResources resources, Ack ack, Writer<T> writer) {
        this.resources = resources;
        this.ack = ack;
        this.writer = writer;
    }

    /** Adds a write, which the next command makes. */
    public void add(T item) {
        addLazily(item);
        submit();
    }

    /** Adds a write that goes along with the next batch; {@link #submit} has it written at the latest. */
    public void addLazily(T item) {
        size.incrementAndGet();
        waiting.add(item);
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** About how many writes wait to be taken. */
    public int size() {
        return size.get();
    }

    /** Has written what was collected. */
    public void submit() {
        if (!waiting.isEmpty() && isSubmitted.compareAndSet(false, true)) {
            Batch batch = new Batch(true);
            resources.submit(batch, ack, (nothing, failure) -> ended(batch, failure));
        }
    }

    /**
     * What was collected, for another command to take along: it calls {@code run}, and then {@code stored} or {@code failed}.
     */
    public Batch batch() {
        return new Batch(false);
    }

    private void ended(Batch batch, @Nullable Throwable failure) {
        if (failure == null) {
            batch.stored();
        } else {
            batch.failed(failure);
        }
        submit();
    }

    /** Some of what was collected: taken when it is run for the first time, and the same when it is run again. */
    public final class Batch implements Command<Boolean> {
        private final boolean isOwnCommand;
        private @Nullable List<T> items;

        private Batch(boolean isOwnCommand) {
            this.isOwnCommand = isOwnCommand;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            List<T> taken = items == null ? take() : items;
            if (!taken.isEmpty()) {
                writer.run(statements, taken);
            }
            return true;
        }

        @Override
        public int sizeBytes() {
            return LARGEST_BATCH * 100;
        }

        public void stored() {
            if (items != null && !items.isEmpty()) {
                writer.stored(items);
            }
        }

        /** If it was never run, the oldest writes have failed in its place. */
        public void failed(Throwable cause) {
            List<T> taken = items == null && isOwnCommand ? take() : items;
            if (taken != null && !taken.isEmpty()) {
                writer.failed(
                        taken,
                        cause instanceof LitestackException e
                                ? e
                                : new OutcomeUnknownException("a write failed", cause));
            }
        }

        private List<T> take() {
            if (isOwnCommand) {
                // whatever is added from here on is submitted with another batch
                isSubmitted.set(false);
            }
            List<T> taken = new ArrayList<>();
            for (T item = waiting.poll(); item != null; item = taken.size() < LARGEST_BATCH ? waiting.poll() : null) {
                taken.add(item);
            }
            size.addAndGet(-taken.size());
            writer.taken(taken);
            items = taken;
            return taken;
        }
    }
}
