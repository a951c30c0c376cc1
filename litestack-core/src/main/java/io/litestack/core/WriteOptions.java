package io.litestack.core;

import io.litestack.core.spi.config.ConfigProblems;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How one write differs from its store's configuration. Immutable.
 *
 * <pre>{@code
 * store.useWrite(WriteOptions.synced(), tx -> tx.execute("insert into payment(amount) values (?)", 12));
 * }</pre>
 *
 * @param isSynced whether to return only when the commit has been flushed to disk, also where the store's level is
 *     {@link Sync#NORMAL}; refused on a store at {@link Sync#OFF}. False leaves it to the store's level.
 * @param waitTimeout how long to wait for the writer; empty for the store's {@link StoreConfig#waitTimeout()}
 * @param transactionTimeout how long the transaction may last once it has the writer; empty for the store's {@link
 *     StoreConfig#transactionTimeout()}
 */
public record WriteOptions(boolean isSynced, Optional<Duration> waitTimeout, Optional<Duration> transactionTimeout) {
    private static final WriteOptions STANDARD = new WriteOptions(false, Optional.empty(), Optional.empty());
    private static final WriteOptions SYNCED = new WriteOptions(true, Optional.empty(), Optional.empty());

    /**
     * Checks the values.
     *
     * @param isSynced see above
     * @param waitTimeout see above
     * @param transactionTimeout see above
     * @throws ConfigException if a timeout is not positive
     */
    public WriteOptions {
        ConfigProblems problems = new ConfigProblems("WriteOptions");
        waitTimeout.ifPresent(it -> problems.positive("waitTimeout", it));
        transactionTimeout.ifPresent(it -> problems.positive("transactionTimeout", it));
        problems.throwIfAny();
    }

    /**
     * Returns the options of a plain write: everything as the store is configured.
     *
     * @return the options
     */
    public static WriteOptions standard() {
        return STANDARD;
    }

    /**
     * Returns the options of a write that returns only when it is on the disk, whatever the store's level.
     *
     * @return the options
     */
    public static WriteOptions synced() {
        return SYNCED;
    }

    /**
     * Returns these options with another bound on the wait for the writer.
     *
     * @param timeout how long to wait, more than zero
     * @return the changed copy
     */
    public WriteOptions withWaitTimeout(Duration timeout) {
        return new WriteOptions(isSynced, Optional.of(Objects.requireNonNull(timeout)), transactionTimeout);
    }

    /**
     * Returns these options with another bound on the transaction itself.
     *
     * @param timeout how long it may last once it has the writer, more than zero
     * @return the changed copy
     */
    public WriteOptions withTransactionTimeout(Duration timeout) {
        return new WriteOptions(isSynced, waitTimeout, Optional.of(Objects.requireNonNull(timeout)));
    }
}
