package io.litestack.core.spi;

import io.litestack.core.Store;

/** An open part of the application, as the facade holds it. */
public interface Component extends AutoCloseable {
    /**
     * Returns what users work with.
     *
     * @return the component's public interface, such as a {@code JobQueue}; always the same
     */
    Object service();

    /**
     * Takes over what transactions of another file have left for this component in their outbox, now and from now on. Called
     * for each other file of the application, after all components are open.
     *
     * @param source the store of the other file
     * @throws IllegalStateException if that file feeds a copy of this component's file that is open in this process too
     */
    default void attach(Store source) {}

    /** Begins what it does by itself, such as working on jobs. Called once at most, after all components are open. */
    default void start() {}

    /**
     * Describes how it is set up.
     *
     * @return a few words for the log, beside those on its store; empty if there is nothing to say
     */
    default String describe() {
        return "";
    }

    /**
     * Refuses a close that would wait for the thread that asks for it, such as one from inside a job's handler. The facade asks
     * before it closes anything; {@link #close} itself may come from another thread.
     *
     * @throws IllegalStateException if the current thread is in the midst of something that a close waits for
     */
    default void refuseCloseInside() {}

    /**
     * Tells whether it runs work of the application that may use the other components, such as the handlers of jobs. It is
     * closed before those which do not, and the application is open to that work until then.
     *
     * @return whether it does
     */
    default boolean runsWork() {
        return false;
    }

    /** Ends what {@link #start} began and closes the component, within a bounded time; does nothing if it is closed. */
    @Override
    void close();
}
