package io.litestack.job.internal.fetch;

import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.base.ReadySignal;
import io.litestack.job.internal.base.WorkerContext;
import io.litestack.job.internal.sql.JobSql;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks for ready jobs in the table when there may be some, and a while after a failure. A thread that has nothing to run does
 * so, or else the loop. Thread-safe, but for {@link #runDue}, which is for one loop.
 */
public final class ReadyJobPoller {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WorkerContext context;
    private final QueueResources resources;
    private final ReadySignal ready;
    private final List<Fetcher> fetchers;
    private final Runnable onPoll;
    private boolean isRetryPlanned;
    private long retryAt;

    /**
     * Has seen nothing yet.
     *
     * @param onPoll called before each look
     */
    public ReadyJobPoller(WorkerContext context, List<Fetcher> fetchers, Runnable onPoll) {
        this.context = context;
        this.resources = context.resources();
        this.ready = context.ready();
        this.fetchers = fetchers;
        this.onPoll = onPoll;
    }

    /** Jobs may have become ready: a thread that sleeps looks for them, or else the loop. */
    public static void signal(WorkerContext context, IdleThreads idle) {
        context.ready().raise();
        if (!idle.wakeOne()) {
            context.loops().wakePollers();
        }
    }

    /** Looks on a thread that has nothing to run. */
    public void pollHere() {
        poll(Fetcher::fetchHere);
    }

    /** Looks on the loop; returns in how many nanoseconds to be called again. */
    public long runDue() {
        long now = resources.ticks();
        if (ready.takeRetry()) {
            isRetryPlanned = true;
            retryAt = now + RETRY_NANOS;
        }
        if (isRetryPlanned && retryAt - now <= 0) {
            isRetryPlanned = false;
            ready.raise();
        }
        poll(Fetcher::fetch);
        return isRetryPlanned ? retryAt - now : RETRY_NANOS;
    }

    /** A queue that cannot be looked at now is looked at again in a while, and keeps no other from its turn. */
    private void poll(Consumer<Fetcher> fetch) {
        if (!ready.isRaised()) {
            return;
        }
        // before the look: what becomes ready during it is not covered by it
        ready.lower();
        onPoll.run();
        for (Fetcher fetcher : fetchers) {
            try {
                poll(fetcher, fetch);
            } catch (RuntimeException | Error e) {
                context.reportFailure(
                        "looking for ready jobs of queue "
                                + fetcher.queue().config().name(),
                        e);
            }
        }
    }

    private void poll(Fetcher fetcher, Consumer<Fetcher> fetch) {
        if (!fetcher.isAnySlotFree() || fetcher.isBusy() || isAnyReady(fetcher)) {
            fetcher.signalReady();
            fetch.accept(fetcher);
        }
    }

    /** A look costs less than a claim in vain, which keeps the other processes from writing. */
    private boolean isAnyReady(Fetcher fetcher) {
        return resources
                .ownStore()
                .queryFirst(
                        JobSql.IS_ANY_READY,
                        row -> row.getInt(1),
                        fetcher.queue().config().name(),
                        resources.handlers().types().json())
                .isPresent();
    }
}
