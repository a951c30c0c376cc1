package io.litestack.bench.harness;

/** This machine lacks what a side needs; the message says what. */
public final class SkippedException extends Exception {
    private static final long serialVersionUID = 1L;

    public SkippedException(String message) {
        super(message);
    }
}
