package io.litestack.cache.internal.write;

import io.litestack.core.OutcomeUnknownException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Changes that one of those who wait makes for several. Those who are not the leader learn from it whether the changes are committed: their
 * own commands may be part of a later transaction.
 */
final class Group {
    private static final int MOST_MEMBERS = 256;

    /** Stands for nobody. */
    static final Group GIVEN_UP = new Group(null, 0);

    /** Those who wait, in the order in which they came; some may be taken already. */
    static final class Waiting {
        private final Queue<KeyCommand<?>> commands = new ConcurrentLinkedQueue<>();

        void add(KeyCommand<?> command) {
            commands.add(command);
        }

        boolean isAnybody() {
            return !commands.isEmpty();
        }
    }

    private final @Nullable KeyCommand<?> leader;
    private final long number;
    private final List<KeyCommand<?>> members = new ArrayList<>(4);
    private final List<PendingWrite> taken = new ArrayList<>(2);
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    private volatile boolean isWritten;
    private long seq;
    private int bytes;

    Group(@Nullable KeyCommand<?> leader, long number) {
        this.leader = leader;
        this.number = number;
        if (leader != null) {
            members.add(leader);
        }
    }

    boolean isLedBy(KeyCommand<?> command) {
        return leader == command;
    }

    /** The batch's. */
    long number() {
        return number;
    }

    List<KeyCommand<?>> members() {
        return members;
    }

    /** The changes that nobody waited for, and that had to be made before. */
    List<PendingWrite> taken() {
        return taken;
    }

    /** Takes those along who wait. */
    void gather(Waiting waiting) {
        while (members.size() < MOST_MEMBERS) {
            KeyCommand<?> next = waiting.commands.poll();
            if (next == null) {
                return;
            }
            if (next.join(this)) {
                members.add(next);
            }
        }
    }

    /** Its changes are made, in a transaction that is still open. */
    void made(long logSeq, int size) {
        seq = logSeq;
        bytes = size;
    }

    int bytes() {
        return bytes;
    }

    /** One of its changes has failed, and all are undone. */
    void dissolve() {
        members.forEach(it -> it.leave(this));
        members.removeIf(it -> it != leader);
    }

    // Its outcome, of which the leader is the first to know.

    /** Its transaction is committed, which at {@code FULL} does not say that it is flushed. Known before any of its members goes on. */
    void written(WriteParts parts) {
        isWritten = true;
        parts.batches().committed(number);
        if (seq > 0) {
            parts.log().committed(seq);
        }
    }

    /** Whether its transaction is committed; one who has since waited for a flush of its own then has waited for this one too. */
    boolean isWritten() {
        return isWritten;
    }

    /** It is committed, and flushed if it is to be. */
    void committed() {
        outcome.complete(true);
    }

    /** It is not committed, or nobody knows. */
    void failed(WriteParts parts, Throwable cause) {
        parts.batches().failed(number);
        if (cause instanceof OutcomeUnknownException) {
            outcome.completeExceptionally(cause);
        } else {
            outcome.complete(false);
        }
    }

    /**
     * Waits until the leader knows whether it is committed, and flushed if it is to be.
     *
     * @throws OutcomeUnknownException if nobody will ever know
     */
    boolean isCommitted() {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof OutcomeUnknownException unknown
                    ? new OutcomeUnknownException(String.valueOf(unknown.getMessage()), unknown)
                    : e;
        }
    }
}
