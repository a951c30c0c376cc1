package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A queue in a file of its own, and the application's tables in another. */
@Timeout(120)
class SeparateFilesTest {
    private static final JobType<Integer> ADD = JobType.of("add", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Store store;
    private JobQueue jobs;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("app.db"));
        store.execute("create table counter(n integer)");
        store.execute("insert into counter values (0)");
        jobs = JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    private long counter() {
        return store.queryFirst("select n from counter", row -> row.getLong(1)).orElseThrow();
    }

    private long inbox() {
        return store.queryFirst("select count(*) from litestack_inbox", row -> row.getLong(1))
                .orElseThrow();
    }

    private long outbox() {
        return store.queryFirst("select count(*) from litestack_outbox", row -> row.getLong(1))
                .orElseThrow();
    }

    private void start() {
        jobs.workers(WorkerConfig.builder()
                        .workers(2)
                        .interruptTimeout(Duration.ofMillis(200))
                        .retryPolicy(RetryPolicy.standard().withDelay(Duration.ofMillis(1), 1))
                        .build())
                .start();
    }

    @Test
    void what_cannot_be_put_into_the_queue_is_listed_and_can_be_retried_or_thrown_away() {
        try (Store target = Store.open(jobs.config().store());
                Relay strange = Relay.open(target, Relay.nameFor(target, "jobs"), (tx, row) -> {
                    throw new IllegalArgumentException("not today");
                })) {
            store.useWrite(tx -> strange.send(tx, "job", "{}".getBytes(StandardCharsets.UTF_8)));
            Eventually.until("it is parked", () -> jobs.admin().deadLetters(10).size() == 1);
            DeadLetter letter = jobs.admin().deadLetters(10).get(0);
            assertThat(letter.content().text()).isEqualTo("{}");
            assertThat(letter.reason()).isNotEmpty();
            assertThat(jobs.admin().retryDeadLetter(letter.id())).isFalse();
            assertThat(jobs.admin().deleteDeadLetter(letter.id())).isTrue();
            assertThat(jobs.admin().deleteDeadLetter(letter.id())).isFalse();
            assertThat(jobs.admin().deadLetters(10)).isEmpty();
        }
    }

    @Test
    void a_payload_as_large_as_the_queue_allows_goes_through_the_outbox() {
        jobs.close();
        int most = 14 << 20;
        jobs = JobQueue.open(JobConfig.builder(folder.resolve("jobs.db"))
                .maxPayloadBytes(most)
                .build());
        JobType<String> text = JobType.of("text", String.class);
        store.useWrite(tx -> jobs.enqueue(tx, text, "x".repeat(most - 2)));
        Eventually.until("it has arrived", () -> jobs.admin().count(JobFilter.all()) == 1);
        assertThat(jobs.admin().find(JobFilter.all(), 1).get(0).payload().bytes())
                .hasSize(most);
    }

    @Test
    void rules_go_through_the_outbox_and_hold_when_the_job_arrives() {
        JobType<Integer> number = JobType.of("number", Integer.class);
        JobType<Integer> sorry = JobType.of("sorry", Integer.class);
        EnqueueOptions rules = EnqueueOptions.standard()
                .withUnique(Unique.byKey("order-17").withAllStates().withOnConflict(Unique.OnConflict.REJECT))
                .withLimit(Limit.concurrency("numbers", 1))
                .withWhenGivenUp(sorry)
                .withTimeout(Duration.ofMillis(1))
                .withMaxAttempts(1);
        store.useWrite(tx -> {
            assertThat(jobs.enqueueUnique(tx, number, 1, rules)).isEmpty();
            assertThat(jobs.enqueueUnique(tx, number, 2, rules)).isEmpty();
            assertThat(jobs.enqueue(tx, number, 3)).isEmpty();
        });
        Eventually.until("they have arrived", () -> jobs.admin().count(JobFilter.all()) == 2);
        Job first = jobs.admin().findUnique(number, "order-17").orElseThrow();
        assertThat(jobs.admin().payload(first, number)).isEqualTo(1);
        long second = jobs.enqueue(number, 4, EnqueueOptions.standard().withLimit(Limit.concurrency("numbers", 1)));
        assertThat(jobs.admin().find(second).orElseThrow().state()).isEqualTo(JobState.BLOCKED);
        CountDownLatch never = new CountDownLatch(1);
        jobs.handle(number, (n, context) -> {
            if (n == 1) {
                never.await();
            }
        });
        start();
        Eventually.until(
                "it is over its time, and is followed",
                () -> jobs.admin().count(JobFilter.all().withType("sorry")) == 1);
        Eventually.until(
                "the next of its limit goes on",
                () -> jobs.admin().find(second).orElseThrow().state() == JobState.DONE);
        assertThat(jobs.admin().deadLetters(10)).isEmpty();
    }

    private void add(int n, JobContext context) {
        context.useWrite(store, tx -> tx.execute("update counter set n = n + ?", n));
    }

    @Test
    void inside_a_transaction_it_is_not_closed_and_goes_on() {
        AtomicInteger runs = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> runs.addAndGet(n));
        start();
        store.useWrite(tx -> {
            jobs.enqueue(tx, ADD, 1);
            assertThatThrownBy(jobs::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("jobs.db")
                    .hasMessageContaining("close it after that");
        });
        jobs.enqueue(ADD, 2);
        Eventually.until("both have run", () -> runs.get() == 3);
        jobs.close();
        store.useWrite(tx -> jobs.close());
    }

    @Test
    void a_job_comes_into_the_queue_if_and_only_if_the_transaction_in_the_other_file_is_committed() {
        AtomicInteger runs = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> runs.addAndGet(n));
        start();
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    assertThat(jobs.enqueue(tx, ADD, 1)).isEmpty();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        store.useWrite(tx -> {
            tx.execute("update counter set n = 5");
            jobs.enqueue(tx, ADD, 10, EnqueueOptions.standard().withPriority(3).withTags("x"));
        });
        Eventually.until("it has run", () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == 1);
        assertThat(runs).hasValue(10);
        Job job = jobs.admin().find(JobFilter.all(), 10).get(0);
        assertThat(job.priority()).isEqualTo(3);
        assertThat(job.tags()).containsExactly("x");
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(1);
    }

    @Test
    void jobs_that_were_left_in_the_other_file_come_when_it_is_attached() {
        store.useWrite(tx -> jobs.enqueue(tx, ADD, 1));
        Eventually.until("nothing is on its way", () -> outbox() == 0);
        store.useWrite(tx -> {
            jobs.enqueue(tx, ADD, 2);
            CompletableFuture.runAsync(jobs::close).join(); // as a crash would, before anything is carried over
        });
        assertThat(outbox()).isEqualTo(1);
        jobs = JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build());
        jobs.attach(store);
        Eventually.until("the job is there", () -> jobs.admin().count(JobFilter.all()) == 2);
    }

    @Test
    void effects_in_the_other_file_are_there_once_and_their_row_is_forgotten() {
        AtomicInteger attempts = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> {
            attempts.incrementAndGet();
            add(n, context);
            throw new IllegalStateException("too late to matter");
        });
        start();
        JobContract.awaitState(jobs, jobs.enqueue(ADD, 3), JobState.DONE);
        assertThat(counter()).isEqualTo(3);
        assertThat(attempts).hasValue(1);
        Eventually.until("the row is forgotten", () -> inbox() == 0);
    }

    @Test
    void effects_of_a_failing_transaction_are_not_there_and_the_next_attempt_stores_them() {
        AtomicInteger attempts = new AtomicInteger();
        jobs.handle(
                ADD,
                (n, context) -> context.useWrite(store, tx -> {
                    tx.execute("update counter set n = n + ?", n);
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                }));
        start();
        JobContract.awaitState(jobs, jobs.enqueue(ADD, 3), JobState.DONE);
        assertThat(counter()).isEqualTo(3);
    }

    @Test
    void an_attempt_after_the_effects_and_before_the_completion_does_not_repeat_them_and_a_replay_does() {
        AtomicInteger attempts = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> {
            boolean isFirst = attempts.incrementAndGet() == 1;
            add(n, context);
            if (isFirst) {
                loseLease(context.id());
            }
        });
        start();
        long id = jobs.enqueue(ADD, 3);
        Eventually.until("a second attempt has ended", () -> attempts.get() == 2);
        JobContract.awaitState(jobs, id, JobState.DONE);
        assertThat(counter()).isEqualTo(3);

        assertThat(jobs.admin().retry(id)).isTrue();
        Eventually.until("the replay has its effects", () -> counter() == 6);
        JobContract.awaitState(jobs, id, JobState.DONE);
    }

    @Test
    void a_lost_lease_keeps_the_effects_out() {
        AtomicInteger attempts = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> {
            if (attempts.incrementAndGet() == 1) {
                loseLease(context.id());
                assertThatThrownBy(() -> add(100, context)).isInstanceOf(LeaseLostException.class);
            } else {
                add(n, context);
            }
        });
        start();
        long id = jobs.enqueue(ADD, 3);
        Eventually.until(
                "the completion of the first attempt is refused",
                () -> jobs.stats().refused() == 1);
        JobContract.awaitState(jobs, id, JobState.DONE);
        assertThat(counter()).isEqualTo(3);
    }

    /** What another process does that takes this one for hung. */
    private void loseLease(long id) {
        try (Store file = Store.open(jobs.config().store())) {
            file.execute("update litejob_jobs set state = 1, owner = null where id = ?", id);
        }
    }
}
