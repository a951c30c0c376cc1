package io.litestack.core.spi.outbox;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.internal.outbox.SqliteRelay;
import io.litestack.core.internal.outbox.TargetName;
import java.time.Duration;
import java.util.List;

/**
 * Forwards rows from the outboxes of other files into one target. A component opens one over its own file, and sends; several
 * relays to one target, in one process or in many, are harmless, and any of them forwards what any process has sent.
 * Thread-safe.
 *
 * <p>All processes must mean the same file by a name: what one of them forwarded into another file is missing in this one.
 */
public interface Relay extends AutoCloseable {
    /** How long a {@code write} waits for its rows to be forwarded, unless said otherwise: one second. */
    Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * Makes a name by which rows mean this very file, however it is called and wherever it is moved: the role, and a random
     * word that is kept in the file. A copy of the file has the same name. A file with another one that is found where this
     * one was seen last takes over what waits in a source for this one in the same role.
     *
     * @param target the file
     * @param role what the relay is for; 1 to 100 of {@code A-Z a-z 0-9 _ . -}
     * @return a name to open a relay with
     * @throws IllegalArgumentException if the role is out of its bounds
     * @throws io.litestack.core.StoreException if the target's tables cannot be made
     */
    static String nameFor(Store target, String role) {
        return TargetName.of(target, role, SqliteRelay.SCHEMA);
    }

    /**
     * Opens a relay with the standard {@link #PATIENCE}.
     *
     * @param target the file that the rows have their effect in; the relay does not close it
     * @param name by which rows name it; 1 to 128 of {@code A-Z a-z 0-9 _ . : -}
     * @param applier gives a row its effect
     * @return the relay, which forwards nothing before a source is attached
     * @throws IllegalArgumentException if the name is out of its bounds
     * @throws io.litestack.core.StoreException if the target's tables cannot be made
     */
    static Relay open(Store target, String name, Applier applier) {
        return open(target, name, applier, PATIENCE);
    }

    /**
     * Opens a relay.
     *
     * @param target the file that the rows have their effect in; the relay does not close it
     * @param name by which rows name it; 1 to 128 of {@code A-Z a-z 0-9 _ . : -}
     * @param applier gives a row its effect
     * @param timeout how long a {@code write} of a source may wait for its rows to be forwarded before it leaves them to
     *     the relay's loop
     * @return the relay, which forwards nothing before a source is attached
     * @throws IllegalArgumentException if the name is out of its bounds, or the timeout is not positive
     * @throws io.litestack.core.StoreException if the target's tables cannot be made
     */
    static Relay open(Store target, String name, Applier applier, Duration timeout) {
        return new SqliteRelay(target, name, applier, timeout, step -> {});
    }

    /**
     * Forwards from this file as well, from now on until it or the relay is closed. What waits there is forwarded soon, in the
     * background. Attaching a file twice does nothing; it may be done inside a transaction.
     *
     * @param source a file that is not the target
     * @throws IllegalArgumentException if it is the target
     * @throws IllegalStateException if another file of this name is open in this process and is fed from it: one of the two
     *     is a copy of the other
     * @throws io.litestack.core.ClosedException if the source or the relay is closed
     */
    void attach(Store source);

    /**
     * Tells whether a transaction is one of the target itself, where a row would be a detour: write directly.
     *
     * @param tx any open transaction
     * @return whether it belongs to the target's file
     */
    boolean isOfTarget(Transaction tx);

    /**
     * Sends a row to the target: attaches the transaction's file and appends to its outbox.
     *
     * @param tx an open transaction of another file than the target
     * @param kind what it is; 1 to 128 of {@code A-Z a-z 0-9 _ . : -}
     * @param payload what it holds, at most {@link Outbox#MOST_PAYLOAD_BYTES}
     * @return the row's place among the rows of its source
     * @throws IllegalArgumentException if an argument is out of its bounds, or the transaction is one of the target
     * @throws IllegalStateException as for {@link #attach}
     * @throws io.litestack.core.ClosedException if the relay is closed
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    long send(Transaction tx, String kind, byte[] payload);

    /**
     * Lists what could not be applied, of all sources, oldest first.
     *
     * @param limit at most so many rows
     * @return the rows; a list of the caller's own
     */
    List<DeadLetterRow> deadLetters(int limit);

    /**
     * Applies a dead letter again, in a transaction of the target. If that fails on its account it stays, with the new
     * reason.
     *
     * @param id the row's {@link DeadLetterRow#id}
     * @return whether it was applied; false if it failed again, or if there is no such row
     * @throws io.litestack.core.StoreException if the target fails; the row stays as it was
     */
    boolean retry(long id);

    /**
     * Retries each dead letter, oldest first.
     *
     * @return how many were applied
     * @throws io.litestack.core.StoreException if the target fails; the rows that are left stay as they were
     */
    int retryAll();

    /**
     * Throws a dead letter away.
     *
     * @param id the row's {@link DeadLetterRow#id}
     * @return whether there was one
     */
    boolean discard(long id);

    /**
     * Returns what this relay has done.
     *
     * @return the figures at this moment
     */
    RelayStats stats();

    /**
     * Stops forwarding; waits at most ten seconds for a batch that is under way. What waits in the sources stays there for
     * the next relay of this name. Closing a closed relay does nothing.
     */
    @Override
    void close();
}
