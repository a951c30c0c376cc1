package io.litestack.examples.importer;

/** A row cannot be read; the message says what is wrong with it, without its line. */
final class BrokenRowException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenRowException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
