package io.litestack.core.internal.write;

import io.litestack.core.StoreBusyException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The wait-for graph over all writer locks of the process. Each thread waits for at most one lock and each lock has at most one
 * holder, so from any thread there is one path to walk; if it comes back to the thread, waiting would never end.
 *
 * <p>Only a thread that holds a lock can be part of a cycle, and a thread enters itself before it looks: of two that
 * close a cycle at the same time at least the later one sees it.
 */
final class DeadlockDetector {
    private static final Map<Thread, WriterLock> waitingFor = new HashMap<>();

    private DeadlockDetector() {}

    static void enter(WriterLock lock, Thread thread) {
        synchronized (waitingFor) {
            waitingFor.put(thread, lock);
        }
    }

    static void leave(Thread thread) {
        synchronized (waitingFor) {
            waitingFor.remove(thread);
        }
    }

    /**
     * Refuses to wait for ever: of those who close a cycle, one. It has left then.
     *
     * @throws StoreBusyException if the lock's holder waits, directly or through others, for {@code thread}
     */
    static void refuseCycle(WriterLock wanted, Thread thread) {
        synchronized (waitingFor) {
            WriterLock lock = wanted;
            for (int steps = 0; lock != null && steps <= waitingFor.size(); steps++) {
                Thread holder = threadOf(lock.holder());
                if (holder == thread) {
                    waitingFor.remove(thread); // at once, or who closes the cycle with it is refused too
                    throw new StoreBusyException(explain(wanted, lock, thread), null);
                }
                lock = holder == null ? null : waitingFor.get(holder);
            }
        }
    }

    private static @Nullable Thread threadOf(WriterLock.@Nullable Permit permit) {
        return permit == null ? null : permit.thread();
    }

    private static String explain(WriterLock wanted, WriterLock last, Thread thread) {
        if (wanted == last) {
            return "this thread waits for the writer of " + wanted
                    + " while it holds it itself: use the open transaction instead";
        }
        Thread other = threadOf(wanted.holder());
        StringBuilder text = new StringBuilder("deadlock: \"" + thread.getName() + "\" holds the writer of " + last
                + " and wants that of " + wanted + ", whose holder waits for the former; nothing was stored here."
                + " Take several stores always in the same order. The other thread");
        if (other != null) {
            text.append(" is \"").append(other.getName()).append('"');
            for (StackTraceElement frame : other.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
        }
        return text.toString();
    }
}
