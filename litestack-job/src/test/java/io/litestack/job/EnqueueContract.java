package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.ClosedException;
import io.litestack.core.CodecException;
import io.litestack.core.ConfigException;
import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What enqueueing promises. */
abstract class EnqueueContract extends JobContract {
    @Test
    void a_job_is_stored_as_it_was_enqueued() {
        JobQueue jobs = open();
        long id = jobs.enqueue(
                NOTE,
                new Note("milk"),
                EnqueueOptions.onQueue("errands")
                        .withPriority(7)
                        .withDelay(Duration.ofMinutes(5))
                        .withTags("shop", "today")
                        .withMetadata(Map.of("who", "ann"))
                        .withMaxAttempts(3));

        Job job = jobs.admin().find(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job.queue()).isEqualTo("errands");
        assertThat(job.priority()).isEqualTo(7);
        assertThat(job.type()).isEqualTo("note");
        assertThat(job.attempts()).isZero();
        assertThat(job.maxAttempts()).hasValue(3);
        assertThat(job.createdAt()).isEqualTo(clock.instant());
        assertThat(job.runAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(job.tags()).containsExactly("shop", "today");
        assertThat(job.metadata()).containsExactly(Map.entry("who", "ann"));
        assertThat(jobs.admin().payload(job, NOTE)).isEqualTo(new Note("milk"));
        assertThat(job.payload().text()).isEqualTo("{\"text\":\"milk\"}");
    }

    @Test
    void a_job_runs_and_is_done() {
        JobQueue jobs = open();
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        jobs.handle(NOTE, (note, context) -> seen.add(note.text() + ' ' + context.attempt() + ' ' + context.token()));
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note("milk"));
        awaitState(jobs, id, JobState.DONE);
        assertThat(seen).containsExactly("milk 1 " + id + "-1");
        assertThat(events.lines).containsExactly("enqueue note default", "start note 1", "done note 1");
    }

    @Test
    void a_job_that_was_enqueued_before_the_workers_started_runs() {
        JobQueue jobs = open();
        long id = jobs.enqueue(NOTE, new Note("early"));
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void many_are_stored_together_and_all_run_once() {
        JobQueue jobs = open();
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        jobs.handle(NOTE, (note, context) -> seen.add(note.text()));
        start(jobs);
        List<Note> notes =
                IntStream.range(0, 5_000).mapToObj(it -> new Note("n" + it)).toList();
        List<Long> ids = jobs.enqueueAll(NOTE, notes, EnqueueOptions.standard());
        Eventually.until("all have run", () -> jobs.stats().done() == 5_000);
        assertThat(ids).isSorted().doesNotHaveDuplicates().hasSize(5_000);
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(
                        notes.stream().map(Note::text).toList());
        assertThat(jobs.admin().find(ids.get(4_321)).map(it -> jobs.admin().payload(it, NOTE)))
                .contains(new Note("n4321"));
        Eventually.until("all are finished", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 5_000);
    }

    @Test
    void asynchronous_ones_complete_with_the_id_under_which_they_are_stored() {
        JobQueue jobs = open();
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            futures.add(jobs.enqueueAsync(NOTE, new Note("n" + i)));
        }
        for (int i = 0; i < futures.size(); i += 100) {
            Job job = jobs.admin().find(futures.get(i).join()).orElseThrow();
            assertThat(jobs.admin().payload(job, NOTE)).isEqualTo(new Note("n" + i));
        }
    }

    @Test
    void an_asynchronous_one_may_be_enqueued_in_the_completion_of_another() {
        JobQueue jobs = open();
        CompletableFuture<Long> second = jobs.enqueueAsync(NOTE, new Note("first"))
                .thenCompose(id -> jobs.enqueueAsync(NOTE, new Note("second")));
        assertThat(jobs.admin().payload(jobs.admin().find(second.join()).orElseThrow(), NOTE))
                .isEqualTo(new Note("second"));
    }

    @Test
    void a_job_for_later_starts_when_the_clock_says_so() {
        JobQueue jobs = open();
        Signal ran = new Signal("the job has run");
        jobs.handle(NOTE, (note, context) -> ran.give());
        start(jobs);
        long id =
                jobs.enqueue(NOTE, new Note("later"), EnqueueOptions.standard().withDelay(Duration.ofHours(2)));
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.SCHEDULED);
        clock.step(Duration.ofHours(2));
        ran.await();
        awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void a_time_that_is_past_means_at_once() {
        JobQueue jobs = open();
        long id = jobs.enqueue(
                NOTE,
                new Note("late"),
                EnqueueOptions.standard().withRunAt(clock.instant().minusSeconds(60)));
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void higher_priorities_start_first_and_equal_ones_in_the_order_of_their_enqueueing() {
        ticker.stop();
        JobQueue jobs = open();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        int[] priorities = {0, 5, -3, 5, 0};
        for (int i = 0; i < priorities.length; i++) {
            Note note = new Note(priorities[i] + "/" + i);
            jobs.enqueue(NOTE, note, EnqueueOptions.standard().withPriority(priorities[i]));
        }
        jobs.handle(NOTE, (note, context) -> order.add(note.text()));
        start(jobs, it -> it.workers(1));
        Eventually.until("all have run", () -> jobs.stats().done() == 5);
        assertThat(order).containsExactly("5/1", "5/3", "0/0", "0/4", "-3/2");
    }

    @Test
    void a_new_job_does_not_overtake_one_that_waits() {
        ticker.stop();
        JobQueue jobs = open();
        Gate gate = new Gate();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        JobType<Note> hold = JobType.of("hold", Note.class);
        jobs.handle(hold, gate).handle(NOTE, (note, context) -> order.add(note.text()));
        start(jobs, it -> it.workers(1));
        jobs.enqueue(hold, new Note("hold"));
        gate.begun.await();
        for (int i = 0; i < 20; i++) {
            jobs.enqueue(NOTE, new Note("" + i));
        }
        gate.open.give();
        Eventually.until("all have run", () -> jobs.stats().done() == 21);
        assertThat(order)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(it -> "" + it).toList());
    }

    @Test
    void a_payload_that_is_too_large_is_refused_with_its_size_and_the_bound() {
        JobQueue jobs = open(it -> it.maxPayloadBytes(100));
        assertThatThrownBy(() -> jobs.enqueue(NOTE, new Note("x".repeat(100))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("note is 111 bytes, more than the 100 that maxPayloadBytes allows");
        assertThat(jobs.admin().count(JobFilter.all())).isZero();
    }

    @Test
    void a_payload_that_cannot_be_written_is_refused_and_nothing_of_its_bulk_is_stored() {
        JobQueue jobs = open();
        JobType<Object> any = JobType.of("any", Object.class);
        assertThatThrownBy(() -> jobs.enqueueAll(any, List.of("good", new Object()), EnqueueOptions.standard()))
                .isInstanceOf(CodecException.class);
        assertThat(jobs.admin().count(JobFilter.all())).isZero();
    }

    /** Jackson can write it, and not read it: nothing says which of the two it is. */
    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    record Holder(Shape shape) {}

    record Numbers(BigInteger large, ZonedDateTime when, OffsetDateTime then) {}

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // users do so
    void a_payload_that_could_not_be_read_back_is_refused() {
        JobQueue jobs = open();
        JobType<Holder> holder = JobType.of("holder", Holder.class);
        assertThatThrownBy(() -> jobs.enqueue(NOTE, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("note is null");
        for (Shape shape : List.of(new Circle(1), new Square(2))) {
            assertThatThrownBy(() -> jobs.enqueue(holder, new Holder(shape)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("of type holder can be written but not read back");
        }
        assertThatThrownBy(() -> jobs.enqueue(JobType.of("optional", Optional.class), Optional.of("x")))
                .isInstanceOf(CodecException.class);
        assertThat(jobs.admin().count(JobFilter.all())).isZero();
    }

    @Test
    void large_numbers_and_zones_are_read_as_they_were_written() {
        JobQueue jobs = open();
        JobType<Numbers> type = JobType.of("numbers", Numbers.class);
        Numbers numbers = new Numbers(
                BigInteger.TEN.pow(5_000),
                ZonedDateTime.of(2026, 3, 1, 12, 0, 0, 0, ZoneId.of("Europe/Berlin")),
                OffsetDateTime.of(2026, 3, 1, 12, 0, 0, 0, ZoneOffset.ofHours(5)));
        Job job = jobs.admin().find(jobs.enqueue(type, numbers)).orElseThrow();
        assertThat(jobs.admin().payload(job, type)).isEqualTo(numbers);
    }

    @Test
    void a_job_that_is_enqueued_asynchronously_inside_a_write_is_part_of_it() {
        JobQueue jobs = open();
        try (Store store = Store.open(jobs.config().store())) {
            List<CompletableFuture<Long>> futures = new ArrayList<>();
            store.useWrite(tx -> {
                futures.add(jobs.enqueueAsync(NOTE, new Note("kept")));
                assertThat(futures.get(0)).isNotDone();
            });
            assertThat(jobs.admin().find(futures.get(0).join())).isPresent();
            assertThatThrownBy(() -> store.useWrite(tx -> {
                        futures.add(jobs.enqueueAsync(NOTE, new Note("gone")));
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(futures.get(1)).failsWithin(Duration.ofSeconds(30));
            assertThat(jobs.admin().count(JobFilter.all())).isOne();
        }
    }

    @Test
    void the_earliest_and_the_latest_times_there_are_overflow_nowhere() {
        JobQueue jobs = open();
        long id = jobs.enqueue(NOTE, new Note(""), EnqueueOptions.standard().withRunAt(Instant.MIN));
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
        JobFilter always =
                JobFilter.all().withCreatedBetween(Instant.MIN, Instant.MAX).withRunBetween(Instant.MIN, Instant.MAX);
        assertThat(jobs.admin().find(always, 10)).hasSize(1);
        assertThat(jobs.admin().find(always.withFinishedBefore(Instant.MAX), 10))
                .isEmpty();
        assertThatThrownBy(() -> EnqueueOptions.standard().withRunAt(Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9999");
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        assertThatThrownBy(() -> EnqueueOptions.standard().withDelay(forever))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Unique.byPayload().withWindow(forever))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("36500 days");
        assertThatThrownBy(() -> jobs.control().reschedule(id, Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("9999");
        assertThat(jobs.control().reschedule(id, Instant.MIN)).isTrue();
        assertThatThrownBy(() -> RetryPolicy.standard().withDelay(forever, 1)).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> Outcome.retryIn(forever)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WorkerConfig.builder().keepDead(forever).build())
                .isInstanceOf(ConfigException.class);
        jobs.handle(NOTE, HandlerOptions.standard().withTimeout(forever), (note, context) -> {});
        JobWorkers workers = start(jobs);
        awaitState(jobs, id, JobState.DONE);
        assertThat(workers.stop(forever)).isTrue();
    }

    @Test
    void more_than_ten_thousand_at_once_are_refused() {
        JobQueue jobs = open();
        assertThatThrownBy(() ->
                        jobs.enqueueAll(NOTE, Collections.nCopies(10_001, new Note("")), EnqueueOptions.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10001");
    }

    @Test
    void names_options_and_settings_outside_their_bounds_are_refused() {
        assertThatThrownBy(() -> JobType.of("a b", Note.class)).hasMessageContaining("\"a b\"");
        assertThatThrownBy(() -> EnqueueOptions.onQueue("")).hasMessageContaining("queue");
        assertThatThrownBy(() -> EnqueueOptions.standard().withPriority(40_000)).hasMessageContaining("priority");
        assertThatThrownBy(() -> EnqueueOptions.standard().withDelay(Duration.ofSeconds(-1)))
                .hasMessageContaining("delay");
        assertThatThrownBy(() -> EnqueueOptions.standard().withTags("")).hasMessageContaining("tag");
        assertThatThrownBy(() -> EnqueueOptions.standard().withMaxAttempts(0)).hasMessageContaining("maxAttempts");
        assertThatThrownBy(() -> WorkerConfig.builder()
                        .workers(0)
                        .lease(Duration.ZERO)
                        .queue("a")
                        .queue("a")
                        .build())
                .hasMessageContaining("workers")
                .hasMessageContaining("lease")
                .hasMessageContaining("\"a\" twice");
    }

    @Test
    void a_closed_queue_refuses_and_says_so() {
        JobQueue jobs = open();
        jobs.close();
        assertThatThrownBy(() -> jobs.enqueue(NOTE, new Note("")))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void what_was_enqueued_asynchronously_before_the_close_is_stored() {
        JobQueue jobs = open();
        List<CompletableFuture<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            futures.add(jobs.enqueueAsync(NOTE, new Note("n" + i)));
        }
        jobs.close();
        assertThat(futures).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(open().admin().count(JobFilter.all())).isEqualTo(2_000);
    }
}
