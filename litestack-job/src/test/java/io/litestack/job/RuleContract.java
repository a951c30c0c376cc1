package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What jobs and handlers can say beside their times: expiry, followers, results, rules for failures, middleware. */
abstract class RuleContract extends JobContract {
    private static final JobType<Note> SORRY = JobType.of("sorry", Note.class);

    /** What a handler returns. */
    record Answer(int length) {}

    // Expiry.

    @Test
    void a_job_that_was_not_started_in_time_is_given_up() {
        JobQueue jobs = open();
        EnqueueOptions options = EnqueueOptions.standard().withExpiry(Duration.ofMinutes(10));
        long late = jobs.enqueue(NOTE, new Note("late"), options);
        long later = jobs.enqueue(NOTE, new Note("later"), options.withDelay(Duration.ofMinutes(5)));
        clock.step(Duration.ofMinutes(12));
        jobs.handle(NOTE, (note, context) -> events.lines.add("ran " + note.text()));
        start(jobs);
        awaitState(jobs, late, JobState.DEAD);
        awaitState(jobs, later, JobState.DONE);
        assertThat(jobs.admin().find(late).orElseThrow().reason().orElseThrow())
                .contains("expired")
                .contains("2026-03-01T12:10:00Z");
        assertThat(jobs.admin().retry(late)).isTrue();
        awaitState(jobs, late, JobState.DONE);
    }

    @Test
    void a_retry_does_not_expire() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("again");
            }
        });
        start(
                jobs,
                it -> it.retryPolicy(
                        RetryPolicy.standard().withDelay(Duration.ofHours(1), 1).withJitter(0)));
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withExpiry(Duration.ofMinutes(10)));
        awaitState(jobs, id, JobState.SCHEDULED);
        clock.step(Duration.ofHours(2));
        awaitState(jobs, id, JobState.DONE);
    }

    // Followers.

    @Test
    void a_job_that_is_given_up_is_followed_by_another_one() {
        JobQueue jobs = open();
        jobs.handleWithOutcome(NOTE, (note, context) -> Outcome.discard("no address"));
        jobs.handle(
                SORRY,
                (note, context) -> events.lines.add("sorry " + note.text() + ' '
                        + context.metadata().get("given-up-type") + ' '
                        + context.metadata().get("given-up-id") + ' '
                        + context.metadata().get("given-up-reason") + ' '
                        + context.metadata().get("own")));
        start(jobs);
        JobType<Note> type = NOTE.withDefaults(EnqueueOptions.standard().withWhenGivenUp(SORRY));
        long id = jobs.enqueue(type, new Note("ann"), EnqueueOptions.standard().withMetadata(Map.of("own", "kept")));
        Eventually.until("followed", () -> events.lines.contains("sorry ann note " + id + " no address kept"));
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(2);
    }

    // Failures.

    @Test
    void exceptions_have_rules_of_their_own() {
        JobQueue jobs = open();
        HandlerOptions options = HandlerOptions.standard()
                .withDiscardOn(IllegalArgumentException.class)
                .withRetryOn(
                        UncheckedIOException.class,
                        RetryPolicy.standard().withRetries(1).withDelay(Duration.ofMillis(1), 1));
        jobs.handle(NOTE, options, (note, context) -> {
            events.lines.add("tried " + note.text());
            switch (note.text()) {
                case "bad" -> throw new NumberFormatException("bad");
                case "net" -> throw new UncheckedIOException(new IOException("net"));
                default -> throw new IllegalStateException("other");
            }
        });
        start(jobs);
        long bad = jobs.enqueue(NOTE, new Note("bad"));
        awaitState(jobs, bad, JobState.DEAD);
        assertThat(jobs.admin().find(bad).orElseThrow().attempts()).isEqualTo(1);
        assertThat(jobs.admin().find(bad).orElseThrow().errors()).hasSize(1);
        long net = jobs.enqueue(NOTE, new Note("net"));
        awaitState(jobs, net, JobState.SCHEDULED);
        clock.step(Duration.ofSeconds(1));
        awaitState(jobs, net, JobState.DEAD);
        Job given = jobs.admin().find(net).orElseThrow();
        assertThat(given.attempts()).isEqualTo(2);
        assertThat(given.reason().orElseThrow()).startsWith("the last of 2 attempts failed");
        long other = jobs.enqueue(NOTE, new Note("other"));
        awaitState(jobs, other, JobState.SCHEDULED);
    }

    @Test
    void waits_are_computed_by_the_program() {
        JobQueue jobs = open();
        jobs.handle(
                NOTE,
                HandlerOptions.standard().withBackoff((attempt, error) -> {
                    if (error.message().equals("broken")) {
                        throw new IllegalStateException("cannot tell");
                    }
                    return Duration.ofMinutes(7L * attempt);
                }),
                (note, context) -> {
                    throw new IllegalStateException(note.text());
                });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note("whatever"));
        awaitState(jobs, id, JobState.SCHEDULED);
        assertThat(jobs.admin().find(id).orElseThrow().runAt())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(7)));
        long broken = jobs.enqueue(NOTE, new Note("broken"));
        awaitState(jobs, broken, JobState.SCHEDULED);
        assertThat(jobs.admin().find(broken).orElseThrow().runAt())
                .isEqualTo(clock.instant().plus(Duration.ofSeconds(10)));
        Eventually.until("that is reported", () -> events.contains("internal failure computing the wait"));
    }

    @Test
    void a_handler_sees_how_earlier_attempts_have_failed() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            events.lines.add(
                    "errors " + context.errors().stream().map(JobError::message).toList());
            if (context.attempt() < 3) {
                throw new IllegalStateException("attempt " + context.attempt());
            }
        });
        start(
                jobs,
                it -> it.retryPolicy(RetryPolicy.standard()
                        .withDelay(Duration.ofSeconds(1), 1)
                        .withJitter(0)));
        long id = jobs.enqueue(NOTE, new Note(""));
        for (int i = 1; i <= 2; i++) {
            int failed = i;
            Eventually.until(
                    "attempt " + i + " has failed",
                    () -> jobs.admin()
                            .find(id)
                            .filter(it -> it.state() == JobState.SCHEDULED
                                    && it.errors().size() == failed)
                            .isPresent());
            clock.step(Duration.ofSeconds(2));
        }
        awaitState(jobs, id, JobState.DONE);
        assertThat(events.lines).contains("errors []", "errors [attempt 1]", "errors [attempt 1, attempt 2]");
    }

    // Middleware.

    @Test
    void middleware_goes_around_each_attempt_from_the_outside_in() {
        JobQueue jobs = open(it -> it.middleware((context, next) -> {
                    events.lines.add("outer begins " + context.type());
                    try {
                        next.run();
                    } finally {
                        events.lines.add("outer ends");
                    }
                })
                .middleware((context, next) -> {
                    events.lines.add("inner begins");
                    next.run();
                }));
        jobs.handle(NOTE, (note, context) -> events.lines.add("handler"));
        start(jobs);
        awaitState(jobs, jobs.enqueue(NOTE, new Note("")), JobState.DONE);
        assertThat(events.lines.stream().filter(it -> it.matches("(outer|inner|handler).*")))
                .containsExactly("outer begins note", "inner begins", "handler", "outer ends");
    }

    @Test
    void what_middleware_throws_or_forgets_fails_the_attempt() {
        JobQueue jobs = open(it -> it.middleware((context, next) -> {
            switch (context.tags().get(0)) {
                case "throw" -> throw new IOException("no tenant");
                case "twice" -> {
                    next.run();
                    next.run();
                }
                case "swallow" -> {
                    try {
                        next.run();
                    } catch (IllegalStateException e) {
                        events.lines.add("swallowed");
                    }
                }
                default -> {}
            }
        }));
        jobs.handle(NOTE, HandlerOptions.standard().withRetryPolicy(RetryPolicy.never()), (note, context) -> {
            if (context.tags().contains("swallow")) {
                throw new IllegalStateException("swallowed");
            }
        });
        start(jobs);
        for (String what : List.of("throw", "twice", "forget")) {
            long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withTags(what));
            awaitState(jobs, id, JobState.DEAD);
        }
        long swallowed =
                jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withTags("swallow"));
        Eventually.until(
                "it is finished",
                () -> jobs.admin().find(swallowed).orElseThrow().state().isFinal());
        assertThat(jobs.admin().find(swallowed).orElseThrow().state())
                .as("what is swallowed has not failed")
                .isEqualTo(JobState.DONE);
    }

    // Results and progress.

    @Test
    void a_result_is_there_for_whoever_waits() throws Exception {
        JobQueue jobs = open();
        Signal open = new Signal("the handler may go on");
        jobs.handle(NOTE, (note, context) -> {
            open.awaitUninterruptibly();
            context.setResult(new Answer(note.text().length()));
        });
        start(jobs, it -> it.keepDone(Duration.ZERO));
        long id = jobs.enqueue(NOTE, new Note("four"));
        assertThatThrownBy(() -> jobs.await(id, Duration.ZERO)).isInstanceOf(TimeoutException.class);
        Background<Job> waiting = Background.call(
                "await", () -> jobs.await(id, Duration.ofMinutes(1)).orElseThrow());
        open.give();
        Job job = waiting.result();
        assertThat(job.state()).isEqualTo(JobState.DONE);
        assertThat(jobs.admin().result(job, Answer.class)).contains(new Answer(4));
        assertThat(jobs.await(999, Duration.ofMinutes(1))).isEmpty();
        assertThat(jobs.await(id, Duration.ZERO)).isPresent();
    }

    @Test
    void a_result_is_stored_with_the_transaction_of_the_handler() throws Exception {
        JobQueue jobs = open();
        try (Store store = Store.open(jobs.config().store())) {
            jobs.handle(NOTE, (note, context) -> {
                context.setResult(new Answer(1));
                context.useWrite(store, tx -> tx.execute("create table if not exists t(n)"));
            });
            start(jobs);
            Job job = jobs.await(jobs.enqueue(NOTE, new Note("")), Duration.ofMinutes(1))
                    .orElseThrow();
            assertThat(jobs.admin().result(job, Answer.class)).contains(new Answer(1));
        }
    }

    @Test
    void a_listener_hears_of_progress() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> context.progress(3, 10, "halfway"));
        start(jobs);
        awaitState(jobs, jobs.enqueue(NOTE, new Note("")), JobState.DONE);
        Eventually.until("it is heard", () -> events.lines.contains("progress 3 10 halfway"));
    }

    // Looking.

    @Test
    void a_job_is_found_by_the_key_that_its_caller_gave() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        EnqueueOptions options =
                EnqueueOptions.standard().withUnique(Unique.byKey("order-17").withAllStates());
        long id = jobs.enqueue(NOTE, new Note(""), options);
        awaitState(jobs, id, JobState.DONE);
        assertThat(jobs.admin().findUnique(NOTE, "order-17")).map(Job::id).contains(id);
        assertThat(jobs.admin().findUnique(NOTE, "order-18")).isEmpty();
        assertThat(jobs.admin().findUnique(SORRY, "order-17")).isEmpty();
    }

    @Test
    void jobs_are_found_by_reason_error_and_metadata_and_in_the_order_of_their_times() {
        JobQueue jobs = open();
        jobs.handle(NOTE, HandlerOptions.standard().withRetryPolicy(RetryPolicy.never()), (note, context) -> {
            throw new IllegalStateException("cannot reach \"" + note.text() + '"');
        });
        start(jobs, it -> it.queue("work"));
        EnqueueOptions work = EnqueueOptions.onQueue("work");
        long a = jobs.enqueue(NOTE, new Note("a"), work.withMetadata(Map.of("tenant", "ann")));
        long b = jobs.enqueue(NOTE, new Note("b"), work.withMetadata(Map.of("tenant", "bob")));
        awaitState(jobs, a, JobState.DEAD);
        awaitState(jobs, b, JobState.DEAD);
        assertThat(ids(jobs, JobFilter.all().withReasonPart("cannot reach \"a\"")))
                .containsExactly(a);
        assertThat(ids(jobs, JobFilter.all().withErrorPart("reach \"b\""))).containsExactly(b);
        assertThat(ids(jobs, JobFilter.all().withErrorPart("IllegalState"))).containsExactly(b, a);
        assertThat(ids(jobs, JobFilter.all().withErrorPart("\"message\""))).isEmpty();
        assertThat(ids(jobs, JobFilter.inState(JobState.DEAD).withMetadata("tenant", "bob")))
                .containsExactly(b);
        long late = jobs.enqueue(SORRY, new Note(""), EnqueueOptions.standard().withDelay(Duration.ofHours(2)));
        long soon = jobs.enqueue(
                SORRY,
                new Note(""),
                EnqueueOptions.standard().withDelay(Duration.ofHours(1)).withTags("x"));
        assertThat(jobs.admin().findByDueTime(JobFilter.inState(JobState.SCHEDULED), 10))
                .extracting(Job::id)
                .containsExactly(soon, late);
        assertThat(jobs.admin().findByDueTime(JobFilter.all().withTag("x"), 10))
                .extracting(Job::id)
                .containsExactly(soon);
    }

    private static List<Long> ids(JobQueue jobs, JobFilter filter) {
        return jobs.admin().find(filter, 100).stream().map(Job::id).toList();
    }

    @Test
    void what_waits_is_counted_by_type_with_its_latency() {
        JobQueue jobs = open();
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("a"));
        clock.step(Duration.ofSeconds(30));
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("a"));
        jobs.enqueue(SORRY, new Note(""), EnqueueOptions.onQueue("a"));
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("b"));
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("b").withDelay(Duration.ofHours(1)));
        clock.step(Duration.ofSeconds(10));
        assertThat(jobs.admin().backlogs())
                .containsExactly(
                        new Backlog("a", "note", 2, Duration.ofSeconds(40)),
                        new Backlog("a", "sorry", 1, Duration.ofSeconds(10)),
                        new Backlog("b", "note", 1, Duration.ofSeconds(10)));
    }

    @Test
    void what_does_not_fit_the_program_of_today_is_listed_before_it_is_deployed() {
        JobQueue jobs = open();
        JobType<String> former = JobType.of("note", String.class);
        long fits = jobs.enqueue(NOTE, new Note("fits"));
        long unfit = jobs.enqueue(former, "a text", EnqueueOptions.standard().withDelay(Duration.ofDays(1)));
        long unknown = jobs.enqueue(SORRY, new Note(""));
        List<UnfitJob> found = jobs.admin().check(List.of(NOTE), 10);
        assertThat(found).extracting(UnfitJob::id).containsExactly(unknown, unfit);
        assertThat(found.get(0).reason()).isEqualTo("there is no handler for its type");
        assertThat(found.get(1).reason()).contains("cannot read a");
        assertThat(jobs.admin().check(List.of(NOTE), 1)).hasSize(1);
        assertThat(jobs.admin().check(10)).extracting(UnfitJob::id).containsExactly(unknown, unfit, fits);
        jobs.handle(former, (text, context) -> {});
        assertThat(jobs.admin().check(10)).extracting(UnfitJob::id).containsExactly(unknown, fits);
    }
}
