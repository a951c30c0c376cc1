package io.litestack.job.internal;

import io.litestack.core.spi.SupervisedThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The threads that the queues which do not spawn share. Each goes round the queues: in a round it takes at most as many jobs
 * of a queue as the queue's weight, the heaviest first. One that finds nothing sleeps; whoever brings a job wakes one, and one
 * that finds more than its own job wakes the next. News of jobs that have to be claimed wake one as well, which claims them
 * itself.
 *
 * <p>The finish of a quick job is not written at once: if the next job comes within a tenth of a millisecond the finish goes
 * along in the transaction that stores that one, and costs next to nothing.
 *
 * <p>While jobs come one close after the other one worker stays awake between them: to wake a sleeping one would cost whoever
 * enqueues as much as half of the insert. When the last wait was long the next one is expected to be, and nobody stays awake.
 */
final class WorkerPool {
    /** So long a worker waits for the next job before it has the last one's finish written by itself. */
    private static final long LINGER_NANOS = 100_000;

    /** So long a worker stays awake, if there is a processor besides the one that may bring it a job. */
    private static final long WATCH_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 100_000 : 0;

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final List<Intake> intakes;
    private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();
    private final List<Worker> all = new ArrayList<>();
    private final PoolLoad load;
    private final AtomicBoolean isWatched = new AtomicBoolean();
    private volatile long lastWaitNanos = Long.MAX_VALUE;
    private volatile boolean isEnding;

    WorkerPool(SqliteJobWorkers workers, Engine engine, List<Intake> intakes, PoolLoad load) {
        this.load = load;
        this.workers = workers;
        this.engine = engine;
        this.intakes = intakes.stream()
                .filter(it -> !it.config().spawn())
                .sorted(Comparator.comparingInt(it -> -it.config().weight()))
                .toList();
    }

    void start(int count) {
        for (int i = 1; i <= count && !intakes.isEmpty(); i++) {
            Worker worker = new Worker(engine.threadName("worker-" + i));
            all.add(worker);
            worker.thread.start();
        }
    }

    /** Wakes a sleeping worker, if nobody is awake to see what there is; false if there is none of either. */
    boolean wakeOne() {
        if (isWatched.get()) {
            return true;
        }
        Worker worker = idle.poll();
        if (worker != null) {
            worker.thread.unpark();
        }
        return worker != null;
    }

    /** Lets the workers end once they have nothing to run. */
    void end() {
        isEnding = true;
        for (Worker worker : all) {
            worker.runner.close();
            worker.thread.unpark();
            // one that could not be started is not wanted any more
            worker.thread.join(0);
        }
    }

    private boolean hasWork() {
        return hasRunnable() || workers.hasReadyNews();
    }

    private boolean hasRunnable() {
        for (Intake intake : intakes) {
            if (intake.hasRunnable()) {
                return true;
            }
        }
        return false;
    }

    private boolean hasClaimable() {
        for (Intake intake : intakes) {
            if (intake.mayClaim()) {
                return true;
            }
        }
        return false;
    }

    /** One thread. */
    private final class Worker implements Runnable {
        private final int[] credits = new int[intakes.size()];
        private final AttemptRunner runner = new AttemptRunner(workers, engine, true);
        private final PoolLoad.Slot slot = new PoolLoad.Slot();
        private final SupervisedThread thread;
        private final String name;
        private int priority;
        private @Nullable ClassLoader classLoader;
        private int at;

        Worker(String name) {
            this.name = name;
            this.thread = new SupervisedThread(
                    name,
                    engine.store().config().threads(),
                    this,
                    (thread, cause, pauseNanos) -> engine.listener().onTrouble("thread " + thread, cause));
            load.add(slot);
        }

        @Override
        public void run() {
            priority = Thread.currentThread().getPriority();
            classLoader = Thread.currentThread().getContextClassLoader();
            while (!isEnding) {
                Lease lease = next();
                if (lease != null) {
                    run(lease);
                } else if (workers.hasReadyNews()) {
                    workers.lookHere();
                } else {
                    await();
                }
            }
        }

        private void run(Lease lease) {
            Intake intake = intakes.get(at);
            long took = 0;
            slot.begin(intake, lease);
            try {
                boolean isAnyWaiting = hasRunnable();
                if ((isAnyWaiting || hasClaimable()) && !wakeOne() && isAnyWaiting) {
                    workers.watchWaiting();
                }
                took = runner.run(lease);
            } finally {
                restoreThread();
                slot.end();
                if (took > PoolLoad.SOON_NANOS) {
                    load.longJobEnded();
                }
                intake.ended(took);
            }
        }

        /** What a handler has done to its thread is not to meet the next job. */
        @SuppressWarnings("ThreadPriorityCheck") // it is set back
        private void restoreThread() {
            Thread current = Thread.currentThread();
            if (!current.getName().equals(name)) {
                current.setName(name);
            }
            if (current.getPriority() != priority) {
                current.setPriority(priority);
            }
            if (current.getContextClassLoader() != classLoader) {
                current.setContextClassLoader(classLoader);
            }
            MDC.clear();
        }

        private void await() {
            long start = System.nanoTime();
            if (lastWaitNanos > WATCH_NANOS || !watch(start + WATCH_NANOS)) {
                sleep();
            }
            lastWaitNanos = System.nanoTime() - start;
        }

        /** Looks out for a job and lets everybody else go first; false if none came, or if another worker does so. */
        @SuppressWarnings("ThreadPriorityCheck") // it does not matter who runs meanwhile, only that they may
        private boolean watch(long end) {
            if (!isWatched.compareAndSet(false, true)) {
                return false;
            }
            boolean isFound = hasWork();
            while (!isFound && !isEnding && System.nanoTime() - end < 0) {
                Thread.yield();
                isFound = hasWork();
            }
            isWatched.set(false);
            return isFound;
        }

        private void sleep() {
            idle.push(this);
            boolean lingers = workers.book().isLingering();
            if (!isEnding && !hasWork()) {
                if (lingers) {
                    LockSupport.parkNanos(WorkerPool.this, LINGER_NANOS);
                } else {
                    LockSupport.park(WorkerPool.this);
                }
            }
            boolean hasNobodyWokenIt = idle.remove(this);
            if (lingers && hasNobodyWokenIt) {
                workers.book().flush();
            }
            Thread.interrupted();
        }

        private @Nullable Lease next() {
            Lease lease = nextOfRound();
            if (lease == null) {
                for (int i = 0; i < credits.length; i++) {
                    credits[i] = intakes.get(i).config().weight();
                }
                lease = nextOfRound();
            }
            return lease;
        }

        /** The next one in memory, or else in the table: so each queue gets its turn, however long its jobs take. */
        private @Nullable Lease next(Intake intake) {
            Lease lease = intake.next();
            if (lease == null && intake.mayClaim()) {
                intake.lookHere();
                lease = intake.next();
            }
            return lease;
        }

        private @Nullable Lease nextOfRound() {
            for (at = 0; at < credits.length; at++) {
                if (credits[at] > 0) {
                    Lease lease = next(intakes.get(at));
                    if (lease != null) {
                        credits[at]--;
                        return lease;
                    }
                }
            }
            return null;
        }
    }
}
