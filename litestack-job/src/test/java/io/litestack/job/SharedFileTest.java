package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A queue in the file of the application's own tables. */
@Timeout(120)
class SharedFileTest {
    private static final JobType<Integer> ADD = JobType.of("add", Integer.class);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final RecordingListener events = new RecordingListener();
    private Store store;
    private JobQueue jobs;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("app.db"));
        store.execute("create table counter(n integer)");
        store.execute("insert into counter values (0)");
        jobs = JobQueue.open(JobConfig.builder(store.config()).listener(events).build());
    }

    @AfterEach
    void close() {
        jobs.close();
        store.close();
    }

    @Test
    void inside_a_transaction_of_its_file_the_queue_is_not_closed() {
        start();
        assertThatThrownBy(() -> store.useWrite(tx -> jobs.close()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("app.db cannot be closed from inside one of its own transactions");
        assertThat(jobs.enqueue(ADD, 1)).isPositive();
    }

    private long counter() {
        return store.queryFirst("select n from counter", row -> row.getLong(1)).orElseThrow();
    }

    private void start() {
        jobs.workers(WorkerConfig.builder()
                        .workers(2)
                        .interruptTimeout(Duration.ofMillis(200))
                        .build())
                .start();
    }

    @Test
    void a_job_exists_if_and_only_if_its_transaction_is_committed() {
        AtomicInteger runs = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> runs.incrementAndGet());
        start();
        AtomicLong rolledBack = new AtomicLong();
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    rolledBack.set(jobs.enqueue(tx, ADD, 1).getAsLong());
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(jobs.admin().find(rolledBack.get())).isEmpty();

        AtomicLong committed = new AtomicLong();
        store.useWrite(tx -> {
            committed.set(jobs.enqueue(tx, ADD, 1).getAsLong());
            tx.execute("update counter set n = 5");
            assertThat(runs).hasValue(0);
        });
        JobContract.awaitState(jobs, committed.get(), JobState.DONE);
        assertThat(runs).hasValue(1);
        assertThat(jobs.stats().enqueued()).isEqualTo(1);
    }

    @Test
    void enqueueing_inside_a_write_without_naming_it_joins_it() {
        AtomicInteger runs = new AtomicInteger();
        jobs.handle(ADD, (n, context) -> runs.incrementAndGet());
        start();
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    jobs.enqueue(ADD, 1);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        store.useWrite(tx -> jobs.enqueue(ADD, 2));
        Eventually.until("the second has run", () -> jobs.stats().done() == 1);
        assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void effects_and_completion_are_one_commit() {
        jobs.handle(ADD, (n, context) -> {
            context.useWrite(store, tx -> tx.execute("update counter set n = n + ?", n));
            throw new IllegalStateException("too late to matter");
        });
        start();
        long id = jobs.enqueue(ADD, 3);
        JobContract.awaitState(jobs, id, JobState.DONE);
        Eventually.until("the handler has ended", () -> jobs.stats().done() == 1);
        assertThat(counter()).isEqualTo(3);
        assertThat(jobs.stats().retried()).isZero();
        Eventually.until("the listener heard of it", () -> events.contains("done add 1"));
    }

    @Test
    void effects_of_a_failing_transaction_are_rolled_back_and_the_job_is_tried_again() {
        AtomicInteger attempts = new AtomicInteger();
        jobs.handle(
                ADD,
                HandlerOptions.standard().withRetryPolicy(RetryPolicy.standard().withDelay(Duration.ofMillis(1), 1)),
                (n, context) -> context.useWrite(store, tx -> {
                    tx.execute("update counter set n = n + ?", n);
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                }));
        start();
        long id = jobs.enqueue(ADD, 3);
        JobContract.awaitState(jobs, id, JobState.DONE);
        assertThat(counter()).isEqualTo(3);
        assertThat(jobs.admin().find(id).orElseThrow().attempts()).isEqualTo(3);
    }

    @Test
    void a_second_transaction_of_an_attempt_is_refused() {
        jobs.handle(ADD, (n, context) -> {
            context.useWrite(store, tx -> tx.execute("update counter set n = n + 1"));
            context.useWrite(store, tx -> tx.execute("update counter set n = n + 1"));
        });
        start();
        JobContract.awaitState(jobs, jobs.enqueue(ADD, 3), JobState.DONE);
        Eventually.until("the handler has failed", () -> events.contains("is done since an earlier transaction"));
        assertThat(counter()).isEqualTo(1);
    }

    @Test
    void a_lost_lease_keeps_the_effects_out() {
        AtomicBoolean hasLost = new AtomicBoolean();
        jobs.handle(ADD, HandlerOptions.standard().withRetryPolicy(RetryPolicy.never()), (n, context) -> {
            if (!hasLost.compareAndSet(false, true)) {
                return;
            }
            // what another process does that takes this one for hung
            store.execute(
                    "update litejob_jobs set state = 1, owner = null, attempt = attempt + 1 where id = ?",
                    context.id());
            context.useWrite(store, tx -> tx.execute("update counter set n = n + 1"));
        });
        start();
        long id = jobs.enqueue(ADD, 3);
        Eventually.until("the completion was refused", () -> jobs.stats().refused() == 1);
        JobContract.awaitState(jobs, id, JobState.DONE);
        assertThat(counter()).isZero();
        assertThat(jobs.admin().find(id).orElseThrow().errors()).isEmpty();
        Eventually.until("the listener heard of it", () -> events.contains("late completion add 1"));
    }
}
