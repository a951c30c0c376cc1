package io.litestack.job;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts of a job queue have in common; a subclass says which implementation they are about. */
abstract class JobContract {
    static final JobType<Note> NOTE = JobType.of("note", Note.class);

    /** A payload. */
    record Note(String text) {}

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    final RecordingListener events = new RecordingListener();
    final ManualClock clock = new ManualClock();
    final SteppedTicker ticker = new SteppedTicker();
    private final List<JobQueue> opened = new ArrayList<>();

    /** Starts the configuration of a queue in the folder, with the test's clocks. */
    abstract JobConfig.Builder config();

    final JobQueue open() {
        return open(it -> it);
    }

    final JobQueue open(UnaryOperator<JobConfig.Builder> settings) {
        JobQueue queue = JobQueue.open(settings.apply(config().listener(events)).build());
        opened.add(queue);
        return queue;
    }

    /** Starts workers of the queue {@code default} with settings that suit a test. */
    static JobWorkers start(JobQueue jobs) {
        return start(jobs, it -> {});
    }

    static JobWorkers start(JobQueue jobs, Consumer<WorkerConfig.Builder> settings) {
        WorkerConfig.Builder builder = WorkerConfig.builder()
                .workers(2)
                .drainTimeout(Duration.ofSeconds(30))
                .interruptTimeout(Duration.ofMillis(200))
                .retryPolicy(RetryPolicy.standard().withJitter(0));
        settings.accept(builder);
        return jobs.workers(builder.build()).start();
    }

    static void awaitState(JobQueue jobs, long id, JobState state) {
        Eventually.until(
                "job " + id + " is " + state + ", and not " + jobs.admin().find(id),
                () -> jobs.admin()
                        .find(id)
                        .map(Job::state)
                        .filter(state::equals)
                        .isPresent());
    }

    /** A handler that says when it has begun and goes on when the test lets it. */
    static final class Gate implements JobHandler<Note> {
        final Signal begun = new Signal("the handler has begun");
        final Signal open = new Signal("the handler may go on");

        @Override
        public void run(Note note, JobContext context) {
            begun.give();
            open.awaitUninterruptibly();
        }

        Outcome runAndSayDone(Note note, JobContext context) {
            run(note, context);
            return Outcome.done();
        }
    }

    @AfterEach
    void closeAll() {
        opened.forEach(JobQueue::close);
    }
}
