package io.litestack.core.spi.outbox;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.internal.outbox.SqliteOutbox;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;

/** The table in a source in which rows wait for their target. Thread-safe. */
public interface Outbox {
    /** The largest payload, in which the largest one of a job has room in the form in which it travels: 96 MiB. */
    int MOST_PAYLOAD_BYTES = 96 << 20;

    /**
     * The bit by which {@link io.litestack.core.spi.ChangeNotifier} tells other processes of a row that nobody in this one forwards
     * over. No module may use it for anything else.
     */
    long TOPIC = Long.MIN_VALUE;

    /**
     * Returns the outbox of a store.
     *
     * @param store the source
     * @return the same outbox for all who have the file open in this process
     */
    static Outbox of(Store store) {
        return StoreInternals.of(store).attachment(Outbox.class, SqliteOutbox::new);
    }

    /**
     * Returns the outbox of the store that a transaction belongs to.
     *
     * @param tx the transaction
     * @return the same outbox for all who have the file open in this process
     */
    static Outbox of(Transaction tx) {
        return TransactionInternals.of(tx).store().attachment(Outbox.class, SqliteOutbox::new);
    }

    /**
     * Appends a row. It is there if and only if the transaction commits, and from then on somebody who has both files open
     * forwards it to its target: this process before the {@code write} returns, if it has a {@link Relay} of that name
     * attached to this store. The table is made at the first need, in the same transaction.
     *
     * @param tx a transaction of this store
     * @param target the name of the relay that shall forward it; 1 to 128 of {@code A-Z a-z 0-9 _ . : -}
     * @param kind what it is, in the target's own words; the same characters
     * @param payload what it holds, at most {@link #MOST_PAYLOAD_BYTES}
     * @return the row's place among the rows of this store
     * @throws IllegalArgumentException if a name or the payload is out of its bounds, or the transaction is of another store
     * @throws io.litestack.core.StoreException as for any statement of the transaction
     */
    long append(Transaction tx, String target, String kind, byte[] payload);

    /**
     * Counts the rows that are still here: those that wait, and those that the target has and that are about to be deleted.
     *
     * @param target the relay's name
     * @return the number of rows
     */
    long size(String target);
}
