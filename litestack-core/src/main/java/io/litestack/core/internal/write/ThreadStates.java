package io.litestack.core.internal.write;

/** What each thread has open on one store. */
public final class ThreadStates {
    private final ThreadLocal<ThreadState> states = ThreadLocal.withInitial(ThreadState::new);

    public ThreadState current() {
        return states.get();
    }

    /** Whether the current thread is inside a transaction. */
    public boolean isInside() {
        ThreadState state = states.get();
        return state.write != null || state.read != null;
    }
}
