package io.litestack.job.internal.enqueue;

import io.litestack.core.LitestackException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.job.internal.base.Batcher;
import io.litestack.job.internal.base.QueueResources;
import io.litestack.job.internal.fetch.LocalQueue;
import io.litestack.job.internal.fetch.LocalWorkers;
import io.litestack.job.internal.lease.Completion;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands new jobs to free workers of this process: a slot is reserved before a job is stored, the job is written as leased, and
 * goes to the worker once it is stored. So nothing has to look for it in the table. Thread-safe.
 */
final class Handoff {
    private final QueueResources resources;
    private final List<LocalWorkers> workers;

    /**
     * Knows the workers of this process.
     *
     * @param workers may change at any time, and be read by any thread
     */
    Handoff(QueueResources resources, List<LocalWorkers> workers) {
        this.resources = resources;
        this.workers = workers;
    }

    /** Reserves slots for jobs at free workers, where there are any. */
    void reserve(List<NewJob> jobs) {
        if (!workers.isEmpty()) {
            jobs.forEach(this::reserve);
        }
    }

    private void reserve(NewJob job) {
        if (!job.isDue() || resources.handlers().find(job.data().type()) == null) {
            return;
        }
        for (LocalWorkers candidate : workers) {
            LocalQueue queue = candidate.queue(job.data().queue());
            if (queue != null && job.reserve(queue)) {
                return;
            }
        }
    }

    /** The completions that wait to be written, which go along with new jobs. */
    List<Batcher<Completion>.Batch> waitingCompletions() {
        List<Batcher<Completion>.Batch> batches = new ArrayList<>(workers.size());
        for (LocalWorkers each : workers) {
            batches.add(each.completions().batch());
        }
        return batches;
    }

    /** Jobs are stored: those that are handed over go to their workers. */
    void stored(List<NewJob> jobs) {
        long now = resources.ticks();
        for (NewJob job : jobs) {
            if (job.isAdded()) {
                report(job);
            }
            job.stored(now);
        }
    }

    private void report(NewJob job) {
        resources.counters().enqueued.increment();
        if (job.isHandedOver()) {
            resources.counters().handedOver.increment();
        }
        if (job.isSynchronous()) {
            resources
                    .listener()
                    .onEnqueue(job.id(), job.data().type(), job.data().queue());
        } else {
            resources
                    .listener()
                    .onEnqueueAsync(job.id(), job.data().type(), job.data().queue());
        }
        resources.kinds().committed(job.data().queue(), job.data().type(), job.kind());
    }

    /** Jobs are not stored, or that is unknown: the slots are free again. */
    static void failed(List<NewJob> jobs, Throwable cause) {
        boolean isOutcomeUnknown = !(cause instanceof LitestackException) || cause instanceof OutcomeUnknownException;
        jobs.forEach(it -> it.failed(cause, isOutcomeUnknown));
    }
}
