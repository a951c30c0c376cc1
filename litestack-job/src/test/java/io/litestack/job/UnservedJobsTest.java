package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that nobody takes are reported. */
@Timeout(120)
class UnservedJobsTest {
    private record Note(String text) {}

    private static final JobType<Note> NOTE = JobType.of("note", Note.class);
    private static final JobType<Note> KNOWN = JobType.of("known", Note.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final RecordingListener events = new RecordingListener();
    private final SteppedTicker ticker = new SteppedTicker();

    @Test
    void jobs_that_nobody_takes_are_reported_once_for_each_type_and_queue() {
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(StoreConfig.builder(folder.resolve("jobs.db"))
                        .ticker(ticker)
                        .build())
                .listener(events)
                .build())) {
            jobs.handle(KNOWN, (note, context) -> {});
            jobs.enqueueAll(NOTE, Collections.nCopies(3, new Note("")), EnqueueOptions.standard());
            jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("orphan"));
            jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("elsewhere"));
            JobWorkers elsewhere = jobs.workers(
                            WorkerConfig.builder().queue("elsewhere").build())
                    .start();
            jobs.workers(WorkerConfig.builder().build()).start();
            Eventually.until("all are reported", () -> {
                ticker.step(Duration.ofSeconds(11));
                jobs.enqueue(KNOWN, new Note(""), EnqueueOptions.standard().withPriority(1));
                return events.contains("unserved default note 3") && events.contains("unserved elsewhere note 1");
            });
            Eventually.until("the queue", () -> events.contains("unserved orphan * 1"));
            elsewhere.stop();
        }
        assertThat(events.lines)
                .filteredOn(it -> it.startsWith("unserved") && !it.contains("orphan"))
                .hasSize(2);
    }
}
