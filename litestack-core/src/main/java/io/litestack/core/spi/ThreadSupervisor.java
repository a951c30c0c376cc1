package io.litestack.core.spi;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks every second whether each {@link SupervisedThread} that is wanted runs, more often while one does not. It is one
 * daemon thread for the whole process and runs while any is wanted. Its list is linked through its members and its waiting
 * is bare parking, so that a look allocates nothing unless there is something to restore.
 */
final class ThreadSupervisor {
    /** The time between two looks while a thread is missing. */
    static final long HASTY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Object LOCK = new Object();
    private static @Nullable SupervisedThread first;
    private static @Nullable Thread running;

    private ThreadSupervisor() {}

    /** Looks after a thread from now on. If the supervisor itself cannot be started, that is tried again at the next call. */
    static void add(SupervisedThread thread) {
        synchronized (LOCK) {
            if (!thread.isSupervised) {
                thread.isSupervised = true;
                thread.next = first;
                first = thread;
            }
            if (running == null || !running.isAlive()) {
                startSupervisor();
            }
        }
    }

    /** Looks now: a start has failed. */
    static void lookNow() {
        synchronized (LOCK) {
            if (running != null) {
                LockSupport.unpark(running);
            }
        }
    }

    private static void startSupervisor() {
        try {
            // nothing of whoever happens to be first: neither its thread locals nor its class loader
            Thread fresh = new Thread(null, ThreadSupervisor::supervise, "litestack-supervisor-1", 0, false);
            fresh.setContextClassLoader(null);
            fresh.setDaemon(true);
            fresh.start();
            running = fresh;
        } catch (Throwable e) {
            running = null;
        }
    }

    static void remove(SupervisedThread thread) {
        synchronized (LOCK) {
            if (!thread.isSupervised) {
                return;
            }
            if (first == thread) {
                first = thread.next;
            } else {
                for (SupervisedThread it = first; it != null; it = it.next) {
                    if (it.next == thread) {
                        it.next = thread.next;
                    }
                }
            }
            thread.isSupervised = false;
            thread.next = null;
            if (first == null && running != null) {
                LockSupport.unpark(running);
            }
        }
    }

    private static void supervise() {
        boolean isCalm = false;
        while (true) {
            try {
                LockSupport.parkNanos(ThreadSupervisor.class, isCalm ? CALM_NANOS : HASTY_NANOS);
                Thread.interrupted();
                if (hasNothingLeft()) {
                    return;
                }
                isCalm = restoreAll();
            } catch (Throwable ignored) {
                // the next look comes soon
                isCalm = false;
            }
        }
    }

    private static boolean hasNothingLeft() {
        synchronized (LOCK) {
            if (first == null) {
                running = null;
                return true;
            }
            return false;
        }
    }

    private static boolean restoreAll() {
        boolean areAllRunning = true;
        for (SupervisedThread it = firstOf(); it != null; it = nextOf(it)) {
            areAllRunning &= it.restoreIfMissing();
        }
        return areAllRunning;
    }

    private static @Nullable SupervisedThread firstOf() {
        synchronized (LOCK) {
            return first;
        }
    }

    /** Null also for one that has left the list meanwhile; then the others' turn comes at the next look. */
    private static @Nullable SupervisedThread nextOf(SupervisedThread thread) {
        synchronized (LOCK) {
            return thread.next;
        }
    }
}
