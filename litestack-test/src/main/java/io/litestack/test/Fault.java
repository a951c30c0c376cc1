package io.litestack.test;

/** A fault of {@link Faults} that is under way. Thread-safe. */
@FunctionalInterface
public interface Fault extends AutoCloseable {
    /** Ends it; does nothing if it has ended. */
    @Override
    void close();
}
