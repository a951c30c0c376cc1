package io.litestack.examples.orders;

/** A bank does not do what it should; it may later. */
final class BankException extends Exception {
    private static final long serialVersionUID = 1L;

    BankException(String message) {
        super(message);
    }
}
