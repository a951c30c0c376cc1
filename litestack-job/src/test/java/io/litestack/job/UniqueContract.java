package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import io.litestack.job.Enqueued.Result;
import io.litestack.job.Unique.OnConflict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Unique jobs. */
abstract class UniqueContract extends JobContract {
    private static final JobType<Order> ORDER = JobType.of("order", Order.class);

    /** A payload with fields. */
    record Order(String customer, Address address, int amount) {}

    /** A part of it. */
    record Address(String city) {}

    private static Order order(String customer, String city, int amount) {
        return new Order(customer, new Address(city), amount);
    }

    private static EnqueueOptions unique(Unique rule) {
        return EnqueueOptions.standard().withUnique(rule);
    }

    private static Enqueued enqueue(JobQueue jobs, Unique rule) {
        return jobs.enqueueUnique(NOTE, new Note("x"), unique(rule));
    }

    @Test
    void a_second_job_of_a_key_is_not_stored_and_the_caller_gets_the_first() {
        JobQueue jobs = open();
        Enqueued first = enqueue(jobs, Unique.byKey("a"));
        Enqueued second = enqueue(jobs, Unique.byKey("a"));
        assertThat(first.result()).isEqualTo(Result.ADDED);
        assertThat(second).isEqualTo(new Enqueued(first.id(), Result.KEPT));
        assertThat(jobs.enqueue(NOTE, new Note("x"), unique(Unique.byKey("a")))).isEqualTo(first.id());
        assertThat(enqueue(jobs, Unique.byKey("b")).isAdded()).isTrue();
        assertThat(jobs.enqueueUnique(ORDER, order("c", "d", 1), unique(Unique.byKey("a")))
                        .isAdded())
                .as("of another type")
                .isTrue();
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(3);
        assertThat(jobs.stats().enqueued()).isEqualTo(3);
    }

    @Test
    void the_key_may_be_the_payload_or_some_of_its_fields() {
        JobQueue jobs = open();
        Unique byFields = Unique.byFields("customer", "address.city");
        assertThat(jobs.enqueueUnique(ORDER, order("ann", "Bern", 1), unique(byFields))
                        .isAdded())
                .isTrue();
        assertThat(jobs.enqueueUnique(ORDER, order("ann", "Bern", 2), unique(byFields))
                        .isAdded())
                .isFalse();
        assertThat(jobs.enqueueUnique(ORDER, order("ann", "Basel", 1), unique(byFields))
                        .isAdded())
                .isTrue();
        Unique byPayload = Unique.byPayload();
        assertThat(jobs.enqueueUnique(ORDER, order("ann", "Bern", 1), unique(byPayload))
                        .isAdded())
                .isTrue();
        assertThat(jobs.enqueueUnique(ORDER, order("ann", "Bern", 1), unique(byPayload))
                        .isAdded())
                .isFalse();
        assertThat(jobs.enqueueUnique(ORDER, order("ann", "Bern", 2), unique(byPayload))
                        .isAdded())
                .isTrue();
        assertThatThrownBy(() -> jobs.enqueue(ORDER, order("a", "b", 1), unique(Unique.byFields("address.street"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address.street")
                .hasMessageContaining("[city]");
        JobType<String> text = JobType.of("text", String.class);
        assertThatThrownBy(() -> jobs.enqueue(text, "a", unique(Unique.byFields("x"))))
                .hasMessageContaining("not a JSON object");
    }

    @Test
    void the_defaults_of_a_type_make_all_of_its_jobs_unique() {
        JobQueue jobs = open();
        JobType<Note> type =
                NOTE.withDefaults(unique(Unique.byPayload()).withQueue("mail").withPriority(7));
        long first = jobs.enqueue(type, new Note("x"));
        assertThat(jobs.enqueue(type, new Note("x"), EnqueueOptions.standard().withDelay(Duration.ofHours(1))))
                .isEqualTo(first);
        Job job = jobs.admin().find(first).orElseThrow();
        assertThat(job.queue()).isEqualTo("mail");
        assertThat(job.priority()).isEqualTo(7);
    }

    @Test
    void a_job_that_is_finished_counts_no_more() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        Enqueued first = enqueue(jobs, Unique.byKey("a"));
        awaitState(jobs, first.id(), JobState.DONE);
        assertThat(enqueue(jobs, Unique.byKey("a")).isAdded()).isTrue();
    }

    @Test
    void with_all_states_a_finished_job_counts_for_as_long_as_it_is_kept() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        Unique rule = Unique.byKey("a").withAllStates();
        Enqueued first = enqueue(jobs, rule);
        awaitState(jobs, first.id(), JobState.DONE);
        assertThat(enqueue(jobs, rule)).isEqualTo(new Enqueued(first.id(), Result.KEPT));
        jobs.admin().delete(first.id());
        assertThat(enqueue(jobs, rule).isAdded()).isTrue();
    }

    @Test
    void a_window_ends_whatever_has_become_of_the_job() {
        JobQueue jobs = open();
        Unique rule = Unique.byKey("a").withAllStates().withWindow(Duration.ofHours(1));
        Enqueued first = enqueue(jobs, rule);
        clock.step(Duration.ofMinutes(59));
        assertThat(enqueue(jobs, rule).isAdded()).isFalse();
        clock.step(Duration.ofMinutes(2));
        Enqueued next = enqueue(jobs, rule);
        assertThat(next.isAdded()).isTrue();
        assertThat(enqueue(jobs, rule).id()).isEqualTo(next.id());
        assertThat(jobs.admin().find(first.id()).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void within_its_window_a_done_job_is_kept_although_done_jobs_are_deleted() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs, it -> it.keepDone(Duration.ZERO));
        Unique rule = Unique.byKey("a").withAllStates().withWindow(Duration.ofHours(1));
        Enqueued first = enqueue(jobs, rule);
        awaitState(jobs, first.id(), JobState.DONE);
        assertThat(enqueue(jobs, rule).id()).isEqualTo(first.id());
        long other = jobs.enqueue(NOTE, new Note("other"));
        Eventually.until("it is deleted", () -> jobs.admin().find(other).isEmpty());
    }

    @Test
    void a_conflict_can_replace_what_waits() {
        JobQueue jobs = open();
        Unique rule = Unique.byKey("a").withOnConflict(OnConflict.REPLACE);
        long first = jobs.enqueue(NOTE, new Note("old"), unique(rule).withTags("old"));
        EnqueueOptions later =
                unique(rule).withDelay(Duration.ofHours(1)).withPriority(5).withTags("new");
        Enqueued second = jobs.enqueueUnique(NOTE, new Note("new"), later);
        assertThat(second).isEqualTo(new Enqueued(first, Result.REPLACED));
        Job job = jobs.admin().find(first).orElseThrow();
        assertThat(jobs.admin().payload(job, NOTE)).isEqualTo(new Note("new"));
        assertThat(job.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job.runAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(job.priority()).isEqualTo(5);
        assertThat(jobs.admin().count(JobFilter.all().withTag("new"))).isEqualTo(1);
        assertThat(jobs.admin().count(JobFilter.all().withTag("old"))).isZero();
        jobs.enqueue(NOTE, new Note("newest"), unique(rule));
        assertThat(jobs.admin().find(first).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void a_job_that_is_replaced_has_the_expiry_of_the_new_one() {
        JobQueue jobs = open();
        EnqueueOptions options =
                unique(Unique.byKey("a").withOnConflict(OnConflict.REPLACE)).withExpiry(Duration.ofMinutes(10));
        long id = jobs.enqueue(NOTE, new Note("old"), options);
        clock.step(Duration.ofMinutes(9));
        assertThat(jobs.enqueue(NOTE, new Note("new"), options)).isEqualTo(id);
        clock.step(Duration.ofMinutes(9));
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void what_runs_is_not_replaced() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, gate);
        start(jobs);
        Unique rule = Unique.byKey("a").withOnConflict(OnConflict.REPLACE);
        Enqueued first = enqueue(jobs, rule);
        gate.begun.await();
        assertThat(enqueue(jobs, rule)).isEqualTo(new Enqueued(first.id(), Result.KEPT));
        gate.open.give();
    }

    @Test
    void a_conflict_can_be_refused_in_every_way_of_enqueueing() {
        JobQueue jobs = open();
        Unique rule = Unique.byKey("a").withOnConflict(OnConflict.REJECT);
        Enqueued first = enqueue(jobs, rule);
        assertThatExceptionOfType(DuplicateJobException.class)
                .isThrownBy(() -> enqueue(jobs, rule))
                .matches(it -> it.id() == first.id())
                .withMessageContaining("job " + first.id() + ", which is ready");
        assertThatThrownBy(() ->
                        jobs.enqueueAsync(NOTE, new Note("x"), unique(rule)).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DuplicateJobException.class);
        assertThatThrownBy(() -> jobs.enqueueAll(NOTE, List.of(new Note("1"), new Note("2")), unique(rule)))
                .isInstanceOf(DuplicateJobException.class);
        assertThatThrownBy(() -> jobs.enqueueAll(
                        NOTE,
                        List.of(new Note("1"), new Note("1")),
                        unique(Unique.byPayload().withOnConflict(OnConflict.REJECT))))
                .hasMessageContaining("none was stored");
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(1);
    }

    @Test
    void in_bulk_the_jobs_count_among_each_other_too() {
        JobQueue jobs = open();
        List<Note> notes = List.of(new Note("1"), new Note("2"), new Note("1"), new Note("3"));
        List<Enqueued> all = jobs.enqueueAllUnique(NOTE, notes, unique(Unique.byPayload()));
        assertThat(all)
                .extracting(Enqueued::result)
                .containsExactly(Result.ADDED, Result.ADDED, Result.KEPT, Result.ADDED);
        assertThat(all.get(2).id()).isEqualTo(all.get(0).id());
        assertThat(jobs.enqueueAll(NOTE, Collections.nCopies(3, new Note("2")), unique(Unique.byPayload())))
                .containsOnly(all.get(1).id());
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(3);
    }

    @Test
    void asynchronous_jobs_of_others_are_stored_beside_one_that_is_refused() {
        JobQueue jobs = open();
        Unique rule = Unique.byKey("a").withOnConflict(OnConflict.REJECT);
        enqueue(jobs, rule);
        var before = jobs.enqueueAsync(NOTE, new Note("before"));
        var refused = jobs.enqueueAsync(NOTE, new Note("refused"), unique(rule));
        var after = jobs.enqueueAsync(NOTE, new Note("after"));
        assertThat(jobs.admin().find(before.join())).isPresent();
        assertThat(jobs.admin().find(after.join())).isPresent();
        assertThatThrownBy(refused::join).hasCauseInstanceOf(DuplicateJobException.class);
    }

    @Test
    void a_transaction_that_is_rolled_back_keeps_nobody_out() {
        JobQueue jobs = open();
        Unique rule = Unique.byKey("a").withOnConflict(OnConflict.REJECT);
        try (Store store = Store.open(jobs.config().store())) {
            assertThatThrownBy(() -> store.useWrite(tx -> {
                        assertThat(jobs.enqueueUnique(tx, NOTE, new Note("x"), unique(rule)))
                                .isPresent();
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            assertThat(enqueue(jobs, rule).isAdded()).isTrue();
            store.useWrite(tx -> {
                assertThatThrownBy(() -> jobs.enqueue(tx, NOTE, new Note("x"), unique(rule)))
                        .isInstanceOf(DuplicateJobException.class);
                assertThat(jobs.enqueue(tx, NOTE, new Note("y")))
                        .as("the transaction goes on")
                        .isPresent();
            });
        }
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(2);
    }

    @Test
    void one_that_waits_for_the_transaction_of_the_first_gets_in_when_that_is_rolled_back() {
        JobQueue jobs = open();
        Unique rule = Unique.byKey("a");
        Signal stored = new Signal("the first one is stored, and not committed");
        Signal open = new Signal("it may be rolled back");
        try (Store store = Store.open(jobs.config().store())) {
            Background<Void> first = Background.run(
                    "first",
                    () -> store.useWrite(tx -> {
                        jobs.enqueue(tx, NOTE, new Note("x"), unique(rule));
                        stored.give();
                        open.awaitUninterruptibly();
                        throw new IllegalStateException("rolled back");
                    }));
            stored.await();
            Background<Enqueued> second = Background.call("second", () -> enqueue(jobs, rule));
            Background<Enqueued> third = Background.call("third", () -> enqueue(jobs, rule));
            open.give();
            assertThat(first.failure()).hasMessage("rolled back");
            assertThat(List.of(second.result().result(), third.result().result()))
                    .containsExactlyInAnyOrder(Result.ADDED, Result.KEPT);
            assertThat(second.result().id()).isEqualTo(third.result().id());
        }
    }

    @Test
    void a_job_that_is_unique_until_it_starts_gives_way_to_the_one_that_came_meanwhile() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, (note, context) -> {
            gate.run(note, context);
            throw new IllegalStateException("to be tried again");
        });
        start(jobs, it -> it.workers(1));
        Unique rule = Unique.byKey("a").withStates();
        Enqueued first = enqueue(jobs, rule);
        gate.begun.await();
        Enqueued second = enqueue(jobs, rule);
        assertThat(second.isAdded()).isTrue();
        gate.open.give();
        awaitState(jobs, first.id(), JobState.DEAD);
        assertThat(jobs.admin().find(first.id()).orElseThrow().reason().orElseThrow())
                .contains("another job of its unique key");
    }

    @Test
    void a_replay_that_would_make_two_of_a_key_changes_nothing() {
        JobQueue jobs = open();
        Enqueued first = enqueue(jobs, Unique.byKey("a"));
        jobs.admin().discard(first.id(), "not needed");
        assertThat(enqueue(jobs, Unique.byKey("a")).isAdded()).isTrue();
        assertThat(jobs.admin().retry(first.id())).isFalse();
        assertThat(jobs.admin().find(first.id()).orElseThrow().state()).isEqualTo(JobState.DEAD);
    }

    @Test
    void a_rule_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> Unique.byKey("")).hasMessageContaining("key of Unique must be 1 to 200 bytes");
        assertThatThrownBy(() -> Unique.byFields()).hasMessageContaining("fields");
        assertThatThrownBy(() -> Unique.byPayload().withStates(JobState.DONE)).hasMessageContaining("RUNNING");
        assertThatThrownBy(() -> Unique.byPayload().withWindow(Duration.ZERO)).hasMessageContaining("window");
    }
}
