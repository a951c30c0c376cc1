package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobContext;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * While a handler runs its row goes to somebody else: to another attempt of the same worker, to another worker, or to nobody.
 * However the handler ends, nothing of it is written.
 */
@Timeout(120)
class FenceTest {
    private static final JobType<String> NOTE = JobType.of("note", String.class);

    private static final int MANY = 50;

    /** What has become of the row meanwhile. */
    private enum Change {
        /** As after a completion of unknown outcome that was stored: the same worker has leased it anew. */
        OTHER_ATTEMPT("attempt = attempt + 1"),
        OTHER_WORKER("owner = (select max(id) from litejob_owners)"),
        NOT_RUNNING("state = 5");

        final String assignment;

        Change(String assignment) {
            this.assignment = assignment;
        }
    }

    /** How the handler ends. */
    private enum End {
        RETURNS,
        RETURNS_AND_DONE_JOBS_ARE_DELETED,
        THROWS,
        IN_A_TRANSACTION,
        IN_A_TRANSACTION_ELSEWHERE
    }

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private final Signal begun = new Signal("the handler has begun");
    private final Signal mayEnd = new Signal("the handler may end");
    private Store store;
    private Store elsewhere;
    private JobQueue jobs;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("app.db"));
        elsewhere = Store.open(folder.resolve("elsewhere.db"));
        for (Store each : List.of(store, elsewhere)) {
            each.execute("create table effect(text text not null)");
        }
        jobs = JobQueue.open(JobConfig.builder(store.config()).build());
    }

    @AfterEach
    void close() {
        mayEnd.give();
        jobs.close();
        elsewhere.close();
        store.close();
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (Change change : Change.values()) {
            for (End end : End.values()) {
                cases.add(Arguments.of(change, end));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothing_of_a_handler_is_written_whose_row_has_gone_to_somebody_else(Change change, End end) {
        jobs.handle(NOTE, (text, context) -> {
            begun.give();
            mayEnd.await();
            context.progress(1, 2, "half");
            end(end, text, context);
        });
        Duration kept = end == End.RETURNS_AND_DONE_JOBS_ARE_DELETED ? Duration.ZERO : Duration.ofDays(1);
        jobs.workers(WorkerConfig.builder().workers(1).keepDone(kept).build()).start();
        long id = jobs.enqueue(NOTE, "text");
        begun.await();
        change(id, change);
        List<String> before = row(id);

        mayEnd.give();
        Eventually.until("it is refused, or not", () -> jobs.stats().refused() == 1 || !row(id).equals(before));
        assertThat(row(id)).isEqualTo(before);
        assertThat(jobs.stats().refused()).isEqualTo(1);
        for (Store each : List.of(store, elsewhere)) {
            assertThat(each.query("select text from effect", row -> row.getString(1)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_many_that_end_together_those_are_done_whose_rows_are_still_theirs(Change change) {
        CountDownLatch allBegun = new CountDownLatch(MANY);
        CountDownLatch allEnded = new CountDownLatch(MANY);
        jobs.handle(NOTE, (text, context) -> {
            allBegun.countDown();
            mayEnd.await();
            allEnded.countDown();
        });
        jobs.workers(WorkerConfig.builder().workers(MANY).build()).start();
        List<Long> ids = jobs.enqueueAll(NOTE, Collections.nCopies(MANY, "text"), EnqueueOptions.standard());
        await(allBegun);
        List<Long> lost = ids.stream().filter(id -> id % 5 == 0).toList();
        lost.forEach(id -> change(id, change));
        List<List<String>> before = lost.stream().map(this::row).toList();

        // what has ended meanwhile is written in few commands
        store.useWrite(tx -> {
            mayEnd.give();
            await(allEnded);
        });
        Eventually.until(
                "all is written",
                () -> jobs.admin().count(JobFilter.inState(JobState.DONE)) == MANY - lost.size()
                        && jobs.stats().refused() == lost.size());
        assertThat(lost.stream().map(this::row).toList()).isEqualTo(before);
    }

    private void end(End end, String text, JobContext context) {
        switch (end) {
            case RETURNS, RETURNS_AND_DONE_JOBS_ARE_DELETED -> {}
            case THROWS -> throw new IllegalStateException(text);
            case IN_A_TRANSACTION -> write(context, store, text);
            case IN_A_TRANSACTION_ELSEWHERE -> write(context, elsewhere, text);
        }
    }

    private static void await(CountDownLatch latch) {
        Eventually.until("all are there", () -> latch.getCount() == 0);
    }

    private static void write(JobContext context, Store to, String text) {
        context.useWrite(to, tx -> tx.execute("insert into effect values (?)", text));
    }

    private void change(long id, Change change) {
        store.useWrite(tx -> {
            tx.execute(
                    "insert into litejob_owners (beat, name, lease_ms, started_at_ms) values (0, 'other', 3600000, 0)");
            tx.execute("update litejob_jobs set " + change.assignment + " where id = ?", id);
        });
    }

    private List<String> row(long id) {
        return store.query(
                "select concat_ws('|', state, owner, attempt, refunds, run_at_ms, finished_at_ms, reason, errors, progress)"
                        + " from litejob_jobs where id = ?",
                row -> row.getString(1),
                id);
    }
}
