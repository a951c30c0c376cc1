package io.litestack.core;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An open write transaction, as {@link Store#write} gives it. It is what all parts of Litestack share: whatever accepts
 * a {@code Transaction} becomes true together with it, or not at all.
 *
 * <pre>{@code
 * store.useWrite(tx -> {
 *     tx.execute("insert into users(email) values (?)", email);
 *     tx.afterCommit(() -> log.info("welcome {}", email));
 * });
 * }</pre>
 *
 * <p>Once SQLite itself has ended the transaction (a full disk, {@code ON CONFLICT ROLLBACK}, {@code RAISE(ROLLBACK)},
 * an interrupted write) every further statement is refused and the unit fails, even if the work swallowed the exception
 * that said so.
 */
public interface Transaction extends Snapshot {
    /**
     * Runs one statement and throws away the rows that it may return.
     *
     * @param sql one SQL statement
     * @param parameters the values for its placeholders, in order
     * @return the number of rows inserted, updated or deleted by it, not counting triggers; 0 for other statements
     * @throws IllegalArgumentException if {@code sql} is more than one statement, is not allowed here, or takes another
     *     number of parameters
     * @throws IllegalStateException if the transaction has ended
     * @throws StoreException if SQLite refuses the statement
     * @throws TimeLimitException if the transaction ran over its limit
     */
    long execute(String sql, @Nullable Object... parameters);

    /**
     * Runs one INSERT and returns the id that SQLite gave to its row.
     *
     * @param sql one INSERT or REPLACE statement into a table with rowids, without {@code DO UPDATE}
     * @param parameters the values for its placeholders, in order
     * @return the rowid of the last row inserted, or empty if none was (as with {@code ON CONFLICT DO NOTHING})
     * @throws IllegalArgumentException as for {@link #execute}
     * @throws IllegalStateException if the transaction has ended
     * @throws StoreException if SQLite refuses the statement
     * @throws TimeLimitException if the transaction ran over its limit
     */
    OptionalLong insert(String sql, @Nullable Object... parameters);

    /**
     * Runs one statement once for each row of parameters.
     *
     * @param sql one SQL statement
     * @param rows the values for its placeholders, read once
     * @return the number of rows changed in all
     * @throws IllegalArgumentException as for {@link #execute}
     * @throws IllegalStateException if the transaction has ended
     * @throws StoreException if SQLite refuses a row; the rows before it are then part of the transaction
     * @throws TimeLimitException if the transaction ran over its limit
     */
    long batch(String sql, Iterable<? extends @Nullable Object[]> rows);

    /**
     * Runs {@code hook} once the transaction is committed, and synced if the store or the call asks for that. Hooks run
     * in the order of their registration, on the thread that called {@code write}, when the writer is free for others
     * again; so they may write on their own. What a hook throws is reported to the store's listener and harms nobody.
     *
     * <p>In a nested write the hook belongs to the nested part: it runs at the outermost commit, or never if the nested
     * part is rolled back.
     *
     * @param hook what to run
     * @throws IllegalStateException if the transaction has ended
     */
    void afterCommit(Runnable hook);

    /**
     * Runs {@code hook} once it is sure that this transaction (or the nested part in which the hook was registered) was
     * rolled back; otherwise as {@link #afterCommit}. If the outcome of the commit is unknown neither kind of hook runs.
     *
     * @param hook what to run
     * @throws IllegalStateException if the transaction has ended
     */
    void afterRollback(Runnable hook);
}
