package io.litestack.job.internal.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.Limit;
import io.litestack.job.RetryPolicy;
import io.litestack.job.Unique;
import io.litestack.job.WorkerConfig;
import io.litestack.job.spi.JobTesting;
import io.litestack.job.spi.ManualWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the row of a limit says of its jobs is so, whatever happens to them, and whoever knows the row. */
@Timeout(60)
class LimitCountsTest {
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);

    /** Each with what was counted, and with what there is. */
    private static final String COUNTS = """
            SELECT key, active, ready, blocked,
                (SELECT count(*) FROM litejob_jobs j WHERE j.limit_id = l.id AND state IN (1, 2)),
                (SELECT count(*) FROM litejob_jobs j WHERE j.limit_id = l.id AND state = 1 AND controls GLOB '* * [rf]*'),
                (SELECT count(*) FROM litejob_jobs j WHERE j.limit_id = l.id AND state = 6), concurrency
            FROM litejob_limits l JOIN litejob_limit_counts c ON c.id = l.id""";

    private static final String WITHOUT_ROW = """
            SELECT count(*) FROM litejob_jobs j
            WHERE state IN (1, 2, 6) AND limit_id NOT IN (SELECT id FROM litejob_limits)""";

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private Store store;

    /** Two that know nothing of each other. */
    private final List<JobQueue> queues = new ArrayList<>();

    private final List<ManualWorker> workers = new ArrayList<>();
    private Random random = new Random(0);

    @BeforeEach
    void open() {
        store = Store.open(
                StoreConfig.builder(folder.resolve("jobs.db")).clock(() -> now).build());
        for (int i = 0; i < 2; i++) {
            JobQueue queue = JobQueue.open(JobConfig.builder(store.config()).build());
            queue.handle(NUMBER, (number, context) -> {
                if (random.nextInt(4) == 0) {
                    throw new IllegalStateException("to be tried again");
                }
                if (random.nextInt(6) == 0) {
                    JobTesting.of(queue).abandon(context.id());
                }
            });
            queues.add(queue);
            workers.add(JobTesting.of(queue)
                    .manualWorker(WorkerConfig.builder()
                            .retryPolicy(RetryPolicy.standard().withDelay(Duration.ofSeconds(3), 1))
                            .build()));
        }
    }

    @AfterEach
    void close() {
        workers.forEach(ManualWorker::close);
        queues.forEach(JobQueue::close);
        store.close();
    }

    @RepeatedTest(4)
    void the_counts_are_those_of_the_jobs_whatever_happens() {
        long seed = System.nanoTime();
        random = new Random(seed);
        for (int step = 0; step < 250; step++) {
            String what = act();
            assertThat(wrong()).as("seed %d, step %d: %s", seed, step, what).isEmpty();
        }
    }

    private List<String> wrong() {
        List<String> wrong = new ArrayList<>(store.query(COUNTS, row -> {
            boolean isRight =
                    row.getInt(2) == row.getInt(5) && row.getInt(3) == row.getInt(6) && row.getInt(4) == row.getInt(7);
            int most = row.getInt(8);
            // where tenants take turns, the next ones wait until those that are ready are taken
            boolean isFilled = row.getInt(7) == 0 || row.getInt(5) == most || row.getInt(6) > 0;
            boolean isKept = most == 0 || row.getInt(5) <= most && isFilled;
            String text = row.getString(1) + ": " + row.getInt(2) + "/" + row.getInt(5) + " active, " + row.getInt(3)
                    + "/" + row.getInt(6) + " ready, " + row.getInt(4) + "/" + row.getInt(7) + " blocked, of " + most;
            return isRight && isKept ? "" : text;
        }));
        wrong.removeIf(String::isEmpty);
        long without = store.queryFirst(WITHOUT_ROW, row -> row.getLong(1)).orElseThrow();
        if (without > 0) {
            wrong.add(without + " jobs without a row of their limit");
        }
        return wrong;
    }

    private String act() {
        JobQueue jobs = queues.get(random.nextInt(2));
        long id = 1 + random.nextInt(60);
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> {
                List<Integer> numbers =
                        random.ints(1 + random.nextInt(6), 0, 9).boxed().toList();
                jobs.enqueueAll(NUMBER, numbers, options());
                return "enqueued " + numbers.size();
            }
            case 3 -> {
                return "enqueued " + jobs.enqueue(NUMBER, random.nextInt(9), options());
            }
            case 4 -> {
                return "discarded " + id + " " + jobs.admin().discard(id, "test");
            }
            case 5 -> {
                return "cancelled " + id + " " + jobs.control().cancel(id, "test");
            }
            case 6 -> {
                return "retried " + jobs.admin().retry(JobFilter.inState(JobState.DEAD));
            }
            case 7 -> {
                Instant time = now.plusSeconds(random.nextInt(5));
                return "rescheduled " + id + " " + jobs.control().reschedule(id, time);
            }
            case 8 -> {
                return "set priority of " + id + " " + jobs.control().setPriority(id, random.nextInt(9) - 4);
            }
            case 9 -> {
                return "deleted " + jobs.admin().delete(id);
            }
            case 10 -> {
                now = now.plusSeconds(random.nextInt(4));
                workers.get(random.nextInt(2)).doDue();
                return "did what was due";
            }
            case 11 -> {
                rollBack(jobs);
                return "rolled back";
            }
            default -> {
                return "ran " + workers.get(random.nextInt(2)).runNext("default");
            }
        }
    }

    private void rollBack(JobQueue jobs) {
        assertThatThrownBy(() -> store.useWrite(transaction -> {
                    jobs.enqueue(transaction, NUMBER, 7, options());
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessageContaining("rolled back");
    }

    private EnqueueOptions options() {
        String tenant = "t" + random.nextInt(3);
        Limit limit = switch (random.nextInt(5)) {
            case 0 -> Limit.concurrency("one", 1);
            case 1 -> Limit.concurrency("three", 3);
            case 2 -> Limit.concurrency("shared", 2).withTenant(tenant);
            case 3 -> Limit.rate("paced", 3, Duration.ofSeconds(2));
            default -> Limit.fairShare("fair", tenant);
        };
        EnqueueOptions options = EnqueueOptions.standard()
                .withLimit(limit)
                .withPriority(random.nextInt(3) == 0 ? random.nextInt(9) - 4 : 0);
        if (random.nextInt(6) == 0) {
            options = options.withDelay(Duration.ofSeconds(2));
        }
        if (random.nextInt(6) == 0) {
            options = options.withUnique(Unique.byPayload().withOnConflict(Unique.OnConflict.REPLACE));
        }
        return options;
    }

    @Test
    void one_that_is_ready_gives_way_to_each_that_is_more_urgent_than_all_before() {
        JobQueue jobs = queues.get(0);
        JobQueue other = queues.get(1);
        for (int key = 0; key < 3; key++) {
            jobs.enqueue(NUMBER, key, limited("key" + key, 0));
        }
        List<Long> urgent = new ArrayList<>();
        for (int priority = 1; priority < 4; priority++) {
            urgent.add((priority == 2 ? other : jobs).enqueue(NUMBER, priority, limited("key0", priority)));
        }
        assertThat(jobs.admin().find(urgent.get(2)).orElseThrow().state()).isEqualTo(JobState.READY);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(3);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.BLOCKED))).isEqualTo(3);
        long middle = other.enqueue(NUMBER, 9, limited("key1", 2));
        assertThat(jobs.admin().find(middle).orElseThrow().state())
                .as("in place of one that came before any was urgent")
                .isEqualTo(JobState.READY);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void one_whose_priority_was_lowered_gives_way() {
        JobQueue jobs = queues.get(0);
        long lowered = jobs.enqueue(NUMBER, 1, limited("key", 0));
        jobs.control().setPriority(lowered, -7);
        long next = queues.get(1).enqueue(NUMBER, 2, limited("key", -3));
        assertThat(jobs.admin().find(next).orElseThrow().state()).isEqualTo(JobState.READY);
        assertThat(jobs.admin().find(lowered).orElseThrow().state()).isEqualTo(JobState.BLOCKED);
    }

    @Test
    void two_of_a_key_in_a_batch_are_one_also_if_the_first_takes_the_place_of_another_job() {
        JobQueue jobs = queues.get(0);
        jobs.enqueue(NUMBER, 1, limited("key", 0));
        EnqueueOptions urgent = limited("key", 1).withUnique(Unique.byPayload());
        jobs.enqueueAll(NUMBER, List.of(7, 7), urgent);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(1);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.BLOCKED))).isEqualTo(1);
    }

    private static EnqueueOptions limited(String key, int priority) {
        return EnqueueOptions.standard().withLimit(Limit.concurrency(key, 1)).withPriority(priority);
    }
}
