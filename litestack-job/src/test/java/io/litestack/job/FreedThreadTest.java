package io.litestack.job;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A thread that looked for a moment as if it were in a long job is counted on again once it is free. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class FreedThreadTest {
    private static final JobType<String> NOTE = JobType.of("note", String.class);

    @TempDir
    Path folder;

    /** Stands still, so that nothing that comes with time helps. */
    private final AtomicLong time = new AtomicLong();

    private final AtomicBoolean hasRun = new AtomicBoolean();
    private volatile @Nullable Runnable afterwards;

    /** A thread that is slow to look after itself when its first job has run. */
    private final class SlowThread extends Thread {
        SlowThread(Runnable task) {
            super(task);
        }

        @Override
        public ClassLoader getContextClassLoader() {
            Runnable action = afterwards;
            if (action != null && hasRun.compareAndSet(true, false)) {
                action.run();
            }
            return super.getContextClassLoader();
        }
    }

    @Test
    void a_job_starts_though_the_thread_stood_still_between_two_jobs() {
        StoreConfig store = StoreConfig.builder(folder.resolve("jobs.db"))
                .applicationId(JobConfig.APPLICATION_ID)
                .ticker(time::get)
                .threads(SlowThread::new)
                .build();
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(store).build())) {
            AtomicLong second = new AtomicLong();
            afterwards = () -> {
                time.addAndGet(Duration.ofMillis(100).toNanos());
                second.set(jobs.enqueue(NOTE, "second"));
            };
            jobs.handle(NOTE, (note, context) -> {
                if (note.equals("first")) {
                    hasRun.set(true);
                }
            });
            jobs.workers(WorkerConfig.builder().workers(1).build()).start();
            // handlers are known to be quick then
            for (String note : new String[] {"zeroth", "first"}) {
                long id = jobs.enqueue(NOTE, note);
                Eventually.until(note + " is done", () -> isDone(jobs, id));
            }
            Eventually.until("the second one is done", () -> second.get() != 0 && isDone(jobs, second.get()));
        }
    }

    private static boolean isDone(JobQueue jobs, long id) {
        return jobs.admin().find(id).orElseThrow().state() == JobState.DONE;
    }
}
