package io.litestack.job.internal.run;

import io.litestack.job.internal.fetch.Fetcher;
import java.util.ArrayList;
import java.util.List;

/** The threads that the queues share which do not spawn. Started and ended once, by the workers. */
public final class WorkerPool {
    private final RunnerParts parts;
    private final OutcomeRecorder outcomes;
    private final JobSource source;
    private final List<WorkerThread> threads = new ArrayList<>();

    public WorkerPool(RunnerParts parts, OutcomeRecorder outcomes, JobSource source) {
        this.parts = parts;
        this.outcomes = outcomes;
        this.source = source;
    }

    public void start(int count) {
        List<Fetcher> fetchers = source.fetchers();
        for (int i = 1; i <= count && !fetchers.isEmpty(); i++) {
            String name = parts.context().resources().threadName("worker-" + i);
            WorkerThread thread = new WorkerThread(name, parts, outcomes, source);
            threads.add(thread);
            thread.start();
        }
    }

    /** Lets the threads end once they have nothing to run. */
    public void end() {
        source.end();
        threads.forEach(WorkerThread::end);
    }
}
