package io.litestack.examples.orders;

/** Somebody at the desk. */
@FunctionalInterface
interface Customer {
    /** Knows what he wants. */
    Customer SURE = wanted -> {};

    /** Changes his mind at the last moment. */
    Customer UNSURE = wanted -> {
        throw new ChangedMindException(wanted.customer());
    };

    /**
     * Is asked once more, before the order is committed.
     *
     * @throws ChangedMindException if he does not want it after all
     */
    void confirm(NewOrder wanted) throws ChangedMindException;
}
