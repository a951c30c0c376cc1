package io.litestack.core.internal.write;

/**
 * The one writer of a store: the lock in front of it, its connection, and whether a write may begin. Whoever writes, callers,
 * batches of commands and the maintenance alike, goes the same way: acquire the lock, {@link #admit}, use the connection,
 * release. Thread-safe; the connection is for whoever holds the lock.
 */
public final class WriterAccess {
    /** Hears what the writer does, on the thread that does it; returns at once. */
    public interface Observer {
        /** A transaction is about to begin. */
        void beginning();

        /** The lock was released. */
        void released();
    }

    private final WriterLock lock;
    private final WriteConnection connection;
    private final WriteAdmission admission;
    private final Observer observer;

    public WriterAccess(WriterLock lock, WriteConnection connection, WriteAdmission admission, Observer observer) {
        this.lock = lock;
        this.connection = connection;
        this.admission = admission;
        this.observer = observer;
    }

    public WriterLock lock() {
        return lock;
    }

    public WriteConnection connection() {
        return connection;
    }

    public WriteAdmission admission() {
        return admission;
    }

    /** Lets a transaction begin. The lock must be held. */
    public void admit() {
        admission.admit(connection);
    }

    /** A transaction begins, or is about to: it is watched from now on. */
    public void watch() {
        observer.beginning();
    }

    public void release(WriterLock.Permit permit) {
        lock.release(permit);
        observer.released();
    }

    /** Releases the lock for a transaction, unless another thread has done that already. */
    public void release(WriteTransaction transaction) {
        if (transaction.takeRelease() && lock.releaseIfHeld(transaction)) {
            observer.released();
        }
    }
}
