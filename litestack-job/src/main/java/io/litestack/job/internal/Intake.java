package io.litestack.job.internal;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.job.QueueConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How the jobs of one queue come to the workers of this process.
 *
 * <h2>Places</h2>
 *
 * Every lease takes a place, from before its command is submitted until its handler has ended. There are as many places as
 * threads that the other queues leave to this one ({@link PoolLoad}), and some more to keep busy workers supplied: as many as
 * these threads run within {@link PoolLoad#SOON_NANOS}, judged by how long handlers took lately. So while handlers take
 * microseconds hundreds of jobs are leased ahead, which makes batches large; while they take seconds, or the threads are in
 * long jobs of other queues, there are none, and no job waits behind a long one as long as another process has a free worker.
 * If a thread is taken by surprise, what was leased ahead for it is handed back. A command may be run twice, so places are
 * taken outside of it.
 *
 * <h2>Two ways in</h2>
 *
 * A new job takes a place when it is enqueued, and is handed over when it is stored. If it finds none, or jobs of its priority
 * wait already, it waits in the table; then {@link #look} claims as many as there are places. It is called when a place
 * becomes free and when there is news; if the last claim found less than it wanted there is no need to look before there is
 * news again. What waits in memory for a worker is run in the order of the priorities, whenever it came ({@link Ahead}).
 */
final class Intake {
    private static final long SLOW_NANOS = 1_000_000_000;
    private static final int MOST_AT_ONCE = 1_024;
    private static final int WORTHWHILE = 128;

    private final SqliteJobWorkers workers;
    private final Engine engine;
    private final QueueConfig config;
    private final int concurrency;
    private final int prefetch;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final Ahead ahead = new Ahead();
    private final AtomicBoolean isClaiming = new AtomicBoolean();
    private final AtomicLong news = new AtomicLong();
    private volatile long looked;

    /** Whether the last claim brought something. */
    private volatile boolean isWorking;

    /** What the claim under way has seen of the news. */
    private volatile long seen;

    private volatile long meanRunNanos = -1;
    private final PoolLoad load;

    /** How many threads have been in a job of this queue for long. */
    private volatile int longRunning;

    @SuppressWarnings("TooManyParameters") // what workers say of a queue
    Intake(SqliteJobWorkers workers, Engine engine, QueueConfig config, int concurrency, int prefetch, PoolLoad load) {
        this.load = load;
        this.workers = workers;
        this.engine = engine;
        this.config = config;
        this.concurrency = concurrency;
        this.prefetch = config.spawn() ? 0 : prefetch;
    }

    SqliteJobWorkers workers() {
        return workers;
    }

    QueueConfig config() {
        return config;
    }

    // Places.

    /** Takes a place for a job that is about to be stored; whoever gets true calls {@link #landed} when that is decided. */
    boolean reserve() {
        // in this order: a stop waits for what it sees launched
        workers.launched();
        load.refresh();
        if (workers.takesJobs() && reserveUpTo(1) > 0) {
            return true;
        }
        workers.landed();
        return false;
    }

    /** What was on its way is stored or not: it is known what is held. */
    void landed() {
        workers.landed();
    }

    void unreserve(int places) {
        taken.addAndGet(-places);
    }

    private int reserveUpTo(int most) {
        if (!config.spawn() && isSlow()) {
            // no other queue may count on the same threads
            synchronized (load) {
                return takePlaces(most);
            }
        }
        return takePlaces(most);
    }

    private int takePlaces(int most) {
        while (true) {
            int now = taken.get();
            int free = Math.min(most, limit() - now);
            if (free <= 0) {
                return 0;
            }
            if (taken.compareAndSet(now, now + free)) {
                return free;
            }
        }
    }

    private int limit() {
        if (config.spawn()) {
            return concurrency;
        }
        int threads = Math.min(concurrency, load.threadsFor(this));
        long mean = meanRunNanos;
        if (isSlow(mean)) {
            return threads;
        }
        int occupied = longRunning;
        int free = threads - occupied;
        return free <= 0
                ? 0
                : occupied + free + (int) Math.min(prefetch, PoolLoad.SOON_NANOS / Math.max(1, mean) * free);
    }

    private boolean isSlow() {
        return isSlow(meanRunNanos);
    }

    /** Whether a thread that begins a job is not free again soon; as long as nothing is known of them it is not. */
    private static boolean isSlow(long mean) {
        return mean < 0 || mean > PoolLoad.SOON_NANOS;
    }

    /** How many threads this queue keeps others from counting on. */
    int occupied() {
        return isSlow() ? taken.get() : longRunning;
    }

    void longRunning(int threads) {
        if (longRunning != threads) {
            longRunning = threads;
        }
    }

    // Claiming.

    /** There may be ready jobs again. */
    void hasNews() {
        news.incrementAndGet();
    }

    /** Claims jobs if there may be any and there is room for some. Never waits for the writer. */
    void look() {
        int places = beginClaim();
        if (places > 0) {
            try {
                Claim claim = newClaim(places);
                engine.submit(claim, Ack.COMMITTED, (leases, failure) -> {
                    claimed(claim, places, leases, failure);
                    workers.wakeOne();
                    look();
                });
            } catch (RuntimeException | Error e) {
                claimed(null, places, null, e);
            }
        }
    }

    /** The same on the thread of a worker that has nothing to run: no other thread has to be woken then. */
    void lookHere() {
        for (int places = beginClaim(); places > 0; places = beginClaim()) {
            Claim claim = null;
            List<Lease> leases = null;
            Throwable failure = null;
            try {
                claim = newClaim(places);
                leases = engine.commands().execute(claim, Ack.COMMITTED);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            claimed(claim, places, leases, failure);
        }
    }

    /** Whether a worker that has nothing to run should claim something for itself. */
    boolean mayClaim() {
        return news.get() != looked && !isClaiming.get() && hasRoom();
    }

    /** Takes places for a claim, if there is reason to make one and nobody else does; returns how many. */
    private int beginClaim() {
        while (news.get() != looked && isWorthwhile() && isClaiming.compareAndSet(false, true)) {
            workers.launched();
            load.refresh();
            seen = news.get();
            boolean takesJobs =
                    workers.takesJobs() && !engine.handlers().types().isEmpty();
            int places = takesJobs ? reserveUpTo(MOST_AT_ONCE) : 0;
            if (places > 0) {
                return places;
            }
            workers.landed();
            isClaiming.set(false);
            if (!takesJobs) {
                return 0;
            }
        }
        return 0;
    }

    private Claim newClaim(int places) {
        return new Claim(
                config.name(),
                engine.handlers().types(),
                workers.owner(),
                places,
                engine.nowMs(),
                engine.ticks(),
                engine.incarnation());
    }

    boolean hasRoom() {
        return taken.get() < limit();
    }

    /** Whether it is likely that news mean a job for these workers: those before have, and no others were quicker. */
    boolean isWorking() {
        return isWorking;
    }

    /** While handlers are quick a claim for a few would cost more than it brings. */
    private boolean isWorthwhile() {
        int limit = limit();
        return limit - taken.get() >= Math.max(1, Math.min(limit / 4, WORTHWHILE));
    }

    private void claimed(@Nullable Claim claim, int places, @Nullable List<Lease> leases, @Nullable Throwable failure) {
        if (failure != null || leases == null || claim == null) {
            unreserve(places);
            if (!(failure instanceof LitestackException) || failure instanceof OutcomeUnknownException) {
                workers.doubt();
            }
            workers.landed();
            // not to try in vain again and again: the next news, or the loop, will
            looked = seen;
            isClaiming.set(false);
            workers.trouble("claiming jobs of queue " + config.name(), failure);
            return;
        }
        unreserve(places - leases.size());
        engine.counters().claimed.add(leases.size());
        isWorking = !leases.isEmpty();
        deliver(claim, leases);
        if (claim.isOwnerMissing()) {
            workers.evicted(claim.owner());
        } else if (leases.size() < places) {
            looked = seen;
        }
        isClaiming.set(false);
    }

    private void deliver(Claim claim, List<Lease> leases) {
        if (engine.isDurable(claim.newestForeign())) {
            takeAll(leases);
            workers.landed();
            return;
        }
        engine.awaitDurable(failure -> flushed(leases, failure));
    }

    /** The jobs of other processes, which may not have flushed them yet, are on the disk; or it failed. */
    private void flushed(List<Lease> leases, @Nullable Throwable failure) {
        if (failure == null) {
            takeAll(leases);
            workers.wakeOne();
        } else {
            leases.forEach(workers::hold);
            leases.forEach(this::handBack);
            workers.trouble("flushing jobs of another process before they run", failure);
        }
        workers.landed();
    }

    // Running.

    /** Takes a lease in, for which a place is taken, and has it run. */
    void deliver(Lease lease) {
        take(lease);
        if (!workers.wakeOne()) {
            workers.watchWaiting();
        }
    }

    private void takeAll(List<Lease> leases) {
        leases.forEach(this::take);
    }

    /** Never throws: what there was no memory for is found in the table later, and handed back. */
    void take(Lease lease) {
        try {
            takeUnguarded(lease);
        } catch (RuntimeException | Error e) {
            unreserve(1);
            workers.doubt();
        }
    }

    private void takeUnguarded(Lease lease) {
        workers.hold(lease);
        if (workers.isStopping()) {
            unreserve(1);
            workers.handBack(lease);
        } else if (config.spawn()) {
            workers.spawn(this, lease);
        } else {
            ahead.add(lease);
        }
    }

    /** Whether a worker would find a lease to run. */
    boolean hasRunnable() {
        return !ahead.isEmpty() && running.get() < concurrency;
    }

    /** The next lease to run, or null; who gets one calls {@link #ended}. */
    @Nullable
    Lease next() {
        if (ahead.isEmpty() || !begin()) {
            return null;
        }
        Lease lease = ahead.poll();
        if (lease == null) {
            running.decrementAndGet();
        }
        return lease;
    }

    private boolean begin() {
        for (int now = running.get(); now < concurrency; now = running.get()) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** A handler has ended; its place is free. */
    void ended(long runNanos) {
        if (!config.spawn()) {
            running.decrementAndGet();
        }
        long mean = meanRunNanos;
        meanRunNanos = mean < 0 ? runNanos : mean + (runNanos - mean) / 8;
        unreserve(1);
        if (config.spawn() || !isSlow()) {
            // else the worker chooses among the queues when it claims the next one
            look();
        }
    }

    /** Whether leases wait for a worker. */
    boolean isWaiting() {
        return !ahead.isEmpty();
    }

    /** Whether all threads that this queue could count on have been in long jobs for a while. */
    boolean isStuck() {
        return Math.min(concurrency, load.threadsFor(this)) - longRunning <= 0;
    }

    /** Hands back what waits since before a time, though its handlers may be quick: there is no thread for it. */
    void handBackWaitingSince(long time) {
        for (Lease lease = ahead.pollOlderThan(time); lease != null; lease = ahead.pollOlderThan(time)) {
            handBack(lease);
        }
    }

    /** Hands back what was leased before a time and nobody has begun; then handlers are slow after all. */
    void handBackOlderThan(long time) {
        for (Lease lease = ahead.pollOlderThan(time); lease != null; lease = ahead.pollOlderThan(time)) {
            meanRunNanos = Math.max(meanRunNanos, SLOW_NANOS);
            handBack(lease);
        }
    }

    /** Hands back all that nobody has begun. */
    void handBackAll() {
        for (Lease lease = ahead.poll(); lease != null; lease = ahead.poll()) {
            handBack(lease);
        }
    }

    private void handBack(Lease lease) {
        unreserve(1);
        workers.handBack(lease);
    }
}
