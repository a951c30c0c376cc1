package io.litestack.test;

import static io.litestack.test.LitestackAssertions.assertThat;
import static io.litestack.test.Welcome.WELCOME;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What assertions accept, and what they say. */
@LitestackTest
class JobsAssertTest {
    private static final EnqueueOptions OPTIONS = EnqueueOptions.onQueue("mail")
            .withPriority(5)
            .withDelay(Duration.ofDays(1))
            .withTags("customer:7")
            .withMetadata(Map.of("tenant", "acme"));

    private static void fails(Executable assertion, String... parts) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion::execute)
                .satisfies(it -> List.of(parts)
                        .forEach(part ->
                                org.assertj.core.api.Assertions.assertThat(it).hasMessageContaining(part)));
    }

    @Test
    void a_job_is_found_by_all_that_it_was_enqueued_with(JobQueue jobs, TestClock clock) {
        jobs.enqueue(WELCOME, new Welcome("ann"), OPTIONS);
        assertThat(jobs)
                .hasEnqueued(WELCOME)
                .hasEnqueued(WELCOME, it -> it.email().equals("ann"))
                .hasNotEnqueued(WELCOME, it -> it.email().equals("bob"))
                .has(1, JobState.SCHEDULED);
        assertThat(jobs)
                .enqueued(WELCOME)
                .withPayload(new Welcome("ann"))
                .onQueue("mail")
                .withPriority(5)
                .withTag("customer:7")
                .withMetadata("tenant", "acme")
                .dueIn(Duration.ofDays(1))
                .dueAt(clock.instant().plus(Duration.ofDays(1)))
                .in(JobState.SCHEDULED)
                .once();
    }

    @Test
    void a_failure_lists_what_there_is_instead(JobQueue jobs) {
        fails(() -> assertThat(jobs).hasEnqueued(WELCOME), "a job of type welcome", "all jobs: none");
        jobs.enqueue(WELCOME, new Welcome("ann"), OPTIONS);
        String ann = "job 1: welcome {\"email\":\"ann\"}, SCHEDULED, queue mail, priority 5, due ";
        fails(() -> assertThat(jobs).hasEnqueued(WELCOME, it -> it.email().equals("bob")), "that matches", ann);
        fails(() -> assertThat(jobs).enqueued(WELCOME).onQueue("default"), "on queue default", ann);
        fails(() -> assertThat(jobs).enqueued(WELCOME).onQueue("mail").times(2), "2 times", "1 times", ann);
        fails(() -> assertThat(jobs).hasNotEnqueued(WELCOME), "no job of type welcome", ann);
        fails(() -> assertThat(jobs).hasNoneWaiting(), "no job that waits", ann);
        fails(() -> assertThat(jobs).has(1, JobState.DONE), "1 jobs that are DONE", "there are 0", ann);
    }

    @Test
    void jobs_that_have_run_count_too(JobQueue jobs, TestJobs test) {
        jobs.handle(WELCOME, (welcome, context) -> {});
        jobs.enqueue(WELCOME, new Welcome("ann"));
        test.drain();
        assertThatCode(() ->
                        assertThat(jobs).hasEnqueued(WELCOME).hasNoneWaiting().has(1, JobState.DONE))
                .doesNotThrowAnyException();
    }
}
