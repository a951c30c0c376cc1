package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.TypeToken;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Looking at stored jobs, and changing them. */
abstract class AdminContract extends JobContract {
    private static final JobType<Note> OTHER = JobType.of("other", Note.class);

    @Test
    void jobs_are_found_by_every_condition() {
        JobQueue jobs = open();
        long milk = jobs.enqueue(
                NOTE, new Note("buy milk"), EnqueueOptions.onQueue("a").withTags("x", "y"));
        clock.step(Duration.ofMinutes(1));
        long bread = jobs.enqueue(
                NOTE, new Note("buy bread"), EnqueueOptions.onQueue("b").withDelay(Duration.ofHours(1)));
        long other = jobs.enqueue(OTHER, new Note("ümlaut"), EnqueueOptions.onQueue("a"));
        Instant now = clock.instant();

        assertThat(ids(jobs, JobFilter.all())).containsExactly(other, bread, milk);
        assertThat(ids(jobs, JobFilter.inState(JobState.SCHEDULED))).containsExactly(bread);
        assertThat(ids(jobs, JobFilter.inState(JobState.SCHEDULED, JobState.READY)))
                .hasSize(3);
        assertThat(ids(jobs, JobFilter.inState(JobState.DEAD))).isEmpty();
        assertThat(ids(jobs, JobFilter.inState(JobState.RUNNING))).isEmpty();
        assertThat(ids(jobs, JobFilter.all().withQueue("a"))).containsExactly(other, milk);
        assertThat(ids(jobs, JobFilter.all().withType("note"))).containsExactly(bread, milk);
        assertThat(ids(jobs, JobFilter.all().withTag("y"))).containsExactly(milk);
        assertThat(ids(jobs, JobFilter.all().withPayloadPart("bread"))).containsExactly(bread);
        assertThat(ids(jobs, JobFilter.all().withPayloadPart("ümlaut"))).containsExactly(other);
        assertThat(ids(jobs, JobFilter.all().withCreatedBetween(now, now.plusMillis(1))))
                .containsExactly(other, bread);
        assertThat(ids(jobs, JobFilter.all().withRunBetween(now.plusSeconds(1), now.plusSeconds(7200))))
                .containsExactly(bread);
        assertThat(ids(jobs, JobFilter.all().withQueue("a").withType("note"))).containsExactly(milk);
        assertThat(jobs.admin().count(JobFilter.all().withQueue("a"))).isEqualTo(2);
        assertThat(jobs.admin().find(999)).isEmpty();
    }

    private static List<Long> ids(JobQueue jobs, JobFilter filter) {
        return jobs.admin().find(filter, 100).stream().map(Job::id).toList();
    }

    @Test
    void pages_follow_each_other_without_gap_or_overlap() {
        JobQueue jobs = open();
        List<Long> all = new ArrayList<>(
                jobs.enqueueAll(NOTE, Collections.nCopies(25, new Note("")), EnqueueOptions.standard()));
        Collections.reverse(all);
        List<Long> seen = new ArrayList<>();
        List<Job> page = jobs.admin().find(JobFilter.all(), 10);
        while (!page.isEmpty()) {
            page.forEach(it -> seen.add(it.id()));
            page = jobs.admin()
                    .find(JobFilter.all(), 10, page.get(page.size() - 1).id());
        }
        assertThat(seen).isEqualTo(all);
        assertThatThrownBy(() -> jobs.admin().find(JobFilter.all(), 0)).hasMessageContaining("limit");
    }

    @Test
    void payloads_are_found_by_what_users_typed() {
        JobQueue jobs = open();
        long quoted = jobs.enqueue(NOTE, new Note("say \"hi\""));
        long path = jobs.enqueue(NOTE, new Note("C:\\temp\nand more"));
        assertThat(ids(jobs, JobFilter.all().withPayloadPart("say \"hi"))).containsExactly(quoted);
        assertThat(ids(jobs, JobFilter.all().withPayloadPart("C:\\temp"))).containsExactly(path);
        assertThat(ids(jobs, JobFilter.all().withPayloadPart("temp\nand"))).containsExactly(path);
        assertThat(ids(jobs, JobFilter.all().withPayloadPart("\"text\":\"say"))).containsExactly(quoted);
        assertThat(jobs.admin().count(JobFilter.all().withPayloadPart("say \"hi")))
                .isOne();
    }

    @Test
    @ExtendWith(Seed.class)
    void pages_are_the_same_by_every_way_to_find_them(Random random) {
        JobQueue jobs = open();
        Map<Long, EnqueueOptions> options = new TreeMap<>(Comparator.reverseOrder());
        Map<Long, JobType<Note>> types = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            EnqueueOptions its = EnqueueOptions.onQueue("q" + random.nextInt(3))
                    .withPriority(random.nextInt(4))
                    .withDelay(random.nextBoolean() ? Duration.ZERO : Duration.ofHours(1))
                    .withTags("t" + random.nextInt(5));
            JobType<Note> type = random.nextBoolean() ? NOTE : OTHER;
            long id = jobs.enqueue(type, new Note(""), its);
            if (random.nextInt(3) == 0) {
                jobs.admin().discard(id, "superfluous");
            }
            options.put(id, its);
            types.put(id, type);
        }
        for (JobFilter filter : List.of(
                JobFilter.all(),
                JobFilter.all().withQueue("q1"),
                JobFilter.all().withType("note"),
                JobFilter.all().withQueue("q2").withType("other"),
                JobFilter.all().withTag("t3"),
                JobFilter.inState(JobState.READY),
                JobFilter.inState(JobState.SCHEDULED, JobState.DEAD).withType("note"),
                JobFilter.inState(JobState.DEAD).withQueue("q0").withTag("t1"))) {
            List<Long> expected = options.keySet().stream()
                    .filter(id -> filter.queue().isEmpty()
                            || filter.queue().get().equals(options.get(id).queue()))
                    .filter(id -> filter.type().isEmpty()
                            || filter.type().get().equals(types.get(id).name()))
                    .filter(id -> filter.tag().isEmpty()
                            || options.get(id).tags().contains(filter.tag().get()))
                    .filter(id -> filter.states().isEmpty()
                            || filter.states()
                                    .contains(
                                            jobs.admin().find(id).orElseThrow().state()))
                    .toList();
            assertThat(expected).isNotEmpty();
            assertThat(pages(jobs, filter, 7)).isEqualTo(expected);
            assertThat(jobs.admin().count(filter)).isEqualTo(expected.size());
        }
        assertThat(jobs.admin().delete(JobFilter.all().withTag("t3")))
                .isEqualTo(options.values().stream()
                        .filter(it -> it.tags().contains("t3"))
                        .count());
        assertThat(jobs.admin().count(JobFilter.all().withTag("t3"))).isZero();
    }

    private static List<Long> pages(JobQueue jobs, JobFilter filter, int size) {
        List<Long> found = new ArrayList<>();
        List<Job> page = jobs.admin().find(filter, size);
        while (!page.isEmpty()) {
            page.forEach(it -> found.add(it.id()));
            page = jobs.admin().find(filter, size, page.get(page.size() - 1).id());
        }
        return found;
    }

    @Test
    void hostile_values_find_nothing_and_change_nothing() {
        JobQueue jobs = open();
        jobs.enqueue(NOTE, new Note("a"));
        String hostile = "' OR 1=1; DROP TABLE litejob_jobs; --";
        assertThat(ids(jobs, JobFilter.all().withQueue(hostile))).isEmpty();
        assertThat(ids(jobs, JobFilter.all().withTag(hostile))).isEmpty();
        assertThat(ids(jobs, JobFilter.all().withPayloadPart(hostile))).isEmpty();
        assertThat(jobs.admin().delete(JobFilter.all().withType(hostile))).isZero();
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(1);
    }

    @Test
    void counts_tell_how_many_and_how_old() {
        JobQueue jobs = open();
        Instant first = clock.instant();
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("a"));
        clock.step(Duration.ofMinutes(1));
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("a"));
        jobs.enqueue(NOTE, new Note(""), EnqueueOptions.onQueue("b").withDelay(Duration.ofHours(1)));
        assertThat(jobs.admin().counts())
                .containsExactly(
                        new QueueCount("a", JobState.READY, 2, first, clock.instant()),
                        new QueueCount(
                                "b",
                                JobState.SCHEDULED,
                                1,
                                clock.instant().plusSeconds(3600),
                                clock.instant().plusSeconds(3600)));
    }

    @Test
    void dead_jobs_are_replayed_with_all_their_attempts_anew() {
        JobQueue jobs = open();
        AtomicBoolean isMended = new AtomicBoolean();
        jobs.handle(NOTE, HandlerOptions.standard().withRetryPolicy(RetryPolicy.never()), (note, context) -> {
            if (!isMended.get()) {
                throw new IllegalStateException("broken");
            }
        });
        start(jobs);
        List<Long> ids = jobs.enqueueAll(NOTE, Collections.nCopies(1_200, new Note("")), EnqueueOptions.standard());
        Eventually.until("all are dead", () -> jobs.admin().count(JobFilter.inState(JobState.DEAD)) == 1_200);
        isMended.set(true);
        assertThat(jobs.admin().retry(JobFilter.inState(JobState.DEAD).withType("note")))
                .isEqualTo(1_200);
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 1_200);
        Job job = jobs.admin().find(ids.get(0)).orElseThrow();
        assertThat(job.run()).isEqualTo(1);
        assertThat(job.attempts()).isEqualTo(1);
        assertThat(job.errors()).hasSize(1);
        assertThat(job.reason()).isEmpty();
    }

    @Test
    void a_running_job_is_neither_replayed_nor_deleted_nor_discarded() {
        JobQueue jobs = open();
        Gate gate = new Gate();
        jobs.handle(NOTE, gate);
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        gate.begun.await();
        assertThat(jobs.admin().retry(id)).isFalse();
        assertThat(jobs.admin().discard(id, "no")).isFalse();
        assertThat(jobs.admin().delete(id)).isFalse();
        assertThat(jobs.admin().unpark(id)).isFalse();
        assertThat(jobs.admin().delete(JobFilter.all())).isZero();
        assertThat(ids(jobs, JobFilter.inState(JobState.RUNNING))).containsExactly(id);
        gate.open.give();
        awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void a_payload_of_a_generic_type_reaches_its_handler_and_is_read_back() {
        JobType<List<Note>> letters = JobType.of("letters", new TypeToken<>() {});
        JobQueue jobs = open();
        List<Note> sent = List.of(new Note("a"), new Note("b"));
        List<Note> received = new CopyOnWriteArrayList<>();
        jobs.handle(letters, (notes, context) -> received.addAll(notes));
        start(jobs);
        long id = jobs.enqueue(letters, sent);
        awaitState(jobs, id, JobState.DONE);
        assertThat(received).isEqualTo(sent);
        assertThat(jobs.admin().payload(jobs.admin().find(id).orElseThrow(), letters))
                .isEqualTo(sent);
    }

    @Test
    void a_parked_job_is_made_ready_alone() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            if (context.attempt() == 1) {
                throw new StackOverflowError("the first time");
            }
        });
        start(jobs);
        long id = jobs.enqueue(NOTE, new Note(""));
        awaitState(jobs, id, JobState.PARKED);
        assertThat(jobs.admin().unpark(id + 1)).isFalse();
        assertThat(jobs.admin().unpark(id)).isTrue();
        awaitState(jobs, id, JobState.DONE);
        assertThat(jobs.admin().unpark(id)).isFalse();
    }

    @Test
    void deleting_removes_a_job_and_discarding_keeps_it_as_dead() {
        JobQueue jobs = open();
        long deleted = jobs.enqueue(NOTE, new Note("gone"));
        long discarded = jobs.enqueue(NOTE, new Note("kept"));
        assertThat(jobs.admin().delete(deleted)).isTrue();
        assertThat(jobs.admin().delete(deleted)).isFalse();
        assertThat(jobs.admin().find(deleted)).isEmpty();
        assertThat(jobs.admin().discard(discarded, "superfluous")).isTrue();
        assertThat(jobs.admin().discard(discarded, "again")).isFalse();
        assertThat(jobs.admin().find(discarded).orElseThrow().reason()).contains("superfluous");
        assertThat(jobs.admin().delete(JobFilter.all())).isEqualTo(1);
    }

    @Test
    void finished_jobs_go_when_their_retention_ends() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {
            if (note.text().equals("bad")) {
                throw new IllegalStateException("bad");
            }
        });
        long bad = jobs.enqueue(NOTE, new Note("bad"), EnqueueOptions.standard().withMaxAttempts(1));
        jobs.enqueueAll(NOTE, Collections.nCopies(1_100, new Note("")), EnqueueOptions.standard());
        JobWorkers workers = start(jobs);
        Eventually.until("all are done", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 1_100);
        awaitState(jobs, bad, JobState.DEAD);
        workers.stop();
        clock.step(Duration.ofDays(2));
        start(jobs, it -> it.keepDone(Duration.ofDays(1)).keepDead(Duration.ofDays(10)));
        Eventually.until("the done ones are gone", () -> jobs.admin().count(JobFilter.all()) == 1);
        assertThat(jobs.admin().find(bad)).isPresent();
    }

    @Test
    void with_no_retention_a_done_job_is_gone_at_once() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs, it -> it.keepDone(Duration.ZERO));
        long id = jobs.enqueue(NOTE, new Note(""));
        Eventually.until("gone", () -> jobs.admin().find(id).isEmpty());
        assertThat(jobs.stats().done()).isEqualTo(1);
    }

    @Test
    void figures_tell_what_was_done() {
        JobQueue jobs = open();
        jobs.handle(NOTE, (note, context) -> {});
        start(jobs);
        jobs.enqueueAll(NOTE, Collections.nCopies(100, new Note("")), EnqueueOptions.standard());
        Eventually.until("all are finished", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 100);
        JobStats stats = jobs.stats();
        assertThat(stats.enqueued()).isEqualTo(100);
        assertThat(stats.handedOver() + stats.claimed()).isEqualTo(100);
        assertThat(stats.done()).isEqualTo(100);
        assertThat(stats.running()).isZero();
        assertThat(stats.types().get("note").ran().count()).isEqualTo(100);
        assertThat(stats.types().get("note").ran().p99())
                .isLessThanOrEqualTo(stats.types().get("note").ran().max());
    }
}
