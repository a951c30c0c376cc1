package io.litestack.core.spi.outbox;

import io.litestack.core.Transaction;

/**
 * Gives the rows of an outbox their effect in the target. It must be quick, must have no effect but on the target's file,
 * and is called by one thread at a time in a process.
 */
@FunctionalInterface
public interface Applier {
    /**
     * Applies one row.
     *
     * <p>What it throws on the row's account (a payload that cannot be decoded, a constraint, any exception of its own) undoes
     * this row alone and parks it with the reason. What says something of the target instead (it is full, busy or closed,
     * the disk failed) is not the row's fault: the batch is rolled back and tried again.
     *
     * @param tx a transaction of the target, of which this row is a nested part; it also knows that the row was applied
     * @param row what to apply
     * @throws Exception to park the row
     */
    void apply(Transaction tx, OutboxMessage row) throws Exception;
}
