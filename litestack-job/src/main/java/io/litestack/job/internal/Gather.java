package io.litestack.job.internal;

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
 * Gathers small writes of one kind, so that one command makes many of them with one prepared statement: a row in a batch costs
 * a third of a row by itself. At most one command waits in the queue at a time; when its turn comes it takes whatever has been
 * gathered by then. Thread-safe.
 *
 * @param <T> one write
 */
final class Gather<T> {
    /** What is done with gathered writes. */
    interface Writing<T> {
        /** They are about to be written for the first time. */
        default void taken(List<T> items) {}

        /** Makes them; as part of a command, so perhaps more than once. */
        void run(Statements statements, List<T> items) throws SQLException;

        /** They are stored. */
        void stored(List<T> items);

        /** They are not stored, or nobody knows. */
        void failed(List<T> items, LitestackException cause);
    }

    private static final int MOST = 256;

    private final Engine engine;
    private final Ack ack;
    private final Writing<T> writing;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean isSubmitted = new AtomicBoolean();

    Gather(Engine engine, Ack ack, Writing<T> writing) {
        this.engine = engine;
        this.ack = ack;
        this.writing = writing;
    }

    /** Adds a write, which is made by the next command. */
    void add(T item) {
        addQuietly(item);
        submit();
    }

    /** Adds a write that whoever takes next may make; {@link #submit} sees to it at the latest. */
    void addQuietly(T item) {
        size.incrementAndGet();
        waiting.add(item);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** About how many writes wait to be taken. */
    int size() {
        return size.get();
    }

    /** Sees to it that what is gathered is written. */
    void submit() {
        if (!waiting.isEmpty() && isSubmitted.compareAndSet(false, true)) {
            Ride ride = new Ride(true);
            engine.submit(ride, ack, (nothing, failure) -> ended(ride, failure));
        }
    }

    /** Takes what is gathered along in somebody else's command. */
    Ride ride() {
        return new Ride(false);
    }

    private void ended(Ride ride, @Nullable Throwable failure) {
        if (failure == null) {
            ride.stored();
        } else {
            ride.failed(failure);
        }
        submit();
    }

    /** A part of what was gathered, on its way: taken when it is first run, the same when it is run again. */
    final class Ride implements Command<Boolean> {
        private final boolean isSubmission;
        private @Nullable List<T> items;

        private Ride(boolean isSubmission) {
            this.isSubmission = isSubmission;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            List<T> taken = items == null ? take() : items;
            if (!taken.isEmpty()) {
                writing.run(statements, taken);
            }
            return true;
        }

        @Override
        public int sizeBytes() {
            return MOST * 100;
        }

        void stored() {
            if (items != null && !items.isEmpty()) {
                writing.stored(items);
            }
        }

        /** If it was never run the oldest writes have failed in its place. */
        void failed(Throwable cause) {
            List<T> taken = items == null && isSubmission ? take() : items;
            if (taken != null && !taken.isEmpty()) {
                writing.failed(
                        taken,
                        cause instanceof LitestackException e
                                ? e
                                : new OutcomeUnknownException("a write failed", cause));
            }
        }

        private List<T> take() {
            if (isSubmission) {
                // whoever adds from here on submits another one
                isSubmitted.set(false);
            }
            List<T> taken = new ArrayList<>();
            for (T item = waiting.poll(); item != null; item = taken.size() < MOST ? waiting.poll() : null) {
                taken.add(item);
            }
            size.addAndGet(-taken.size());
            writing.taken(taken);
            items = taken;
            return taken;
        }
    }
}
