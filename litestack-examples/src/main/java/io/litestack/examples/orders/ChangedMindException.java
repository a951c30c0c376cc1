package io.litestack.examples.orders;

/** The customer does not want it after all. */
final class ChangedMindException extends Exception {
    private static final long serialVersionUID = 1L;

    ChangedMindException(String customer) {
        super(customer + " does not want it after all");
    }
}
