package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages among many jobs take no longer than among few, and claims are not held up by jobs of other types.
 *
 * <pre>{@code
 * mvn test -pl litestack-job -Dtest=PagesOfManyJobsTest -Dlitestack.soak=1000000
 * }</pre>
 */
class PagesOfManyJobsTest {
    private static final int ROWS = Integer.getInteger("litestack.soak", 30_000);

    private static final boolean IS_SOAK = ROWS > 100_000;

    /** Far more than a page takes (a few ms), and far less than a look at all rows of a long run; judged in such a run only. */
    private static final Duration MOST = Duration.ofMillis(50);

    private record Note(String text) {}

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    @Test
    void a_page_is_found_by_every_filter_in_milliseconds_if_there_are_a_million() throws SQLException {
        Path file = folder.resolve("jobs.db");
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file).build())) {
            fill(file);
            for (JobFilter filter : filters()) {
                JobFilter each = filter;
                time("find " + filter, () -> jobs.admin().find(each, 50));
                List<Job> page = jobs.admin().find(filter, 50);
                assertThat(page).as("%s", filter).isNotEmpty();
                long middle = ROWS / 2;
                time("find in the middle " + filter, () -> jobs.admin().find(each, 50, middle));
            }
            time(
                    "retry 10",
                    () -> assertThat(jobs.admin()
                                    .retry(JobFilter.inState(JobState.DEAD).withType("rare")))
                            .isEqualTo(10));
            JobType<Note> mine = JobType.of("mine", Note.class);
            jobs.handle(mine, (note, context) -> {});
            jobs.enqueue(mine, new Note(""), EnqueueOptions.standard().withPriority(-5));
            jobs.workers(WorkerConfig.builder()
                            .keepDone(Duration.ofDays(36_500))
                            .build())
                    .start();
            JobContract.awaitState(jobs, jobs.enqueue(mine, new Note("")), JobState.DONE);
        }
    }

    private static List<JobFilter> filters() {
        List<JobFilter> filters = new ArrayList<>(List.of(
                JobFilter.all(),
                JobFilter.all().withType("common"),
                JobFilter.all().withType("rare"),
                JobFilter.all().withQueue("default"),
                JobFilter.all().withQueue("rare"),
                JobFilter.all().withTag("common"),
                JobFilter.all().withTag("rare")));
        for (JobState state : JobState.values()) {
            filters.add(JobFilter.inState(state));
        }
        return filters;
    }

    private static void time(String what, Runnable action) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < (IS_SOAK ? 3 : 1) && best > MOST.toNanos(); i++) {
            long start = System.nanoTime();
            action.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        if (IS_SOAK) {
            System.out.println(what + ": " + best / 1_000 + " us");
            assertThat(Duration.ofNanos(best)).as(what).isLessThan(MOST);
        }
    }

    /** All states, most of them of one type, and the rare ones as the oldest. */
    private static void fill(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
                    INSERT INTO litejob_jobs (state, queue, type, kind, priority, attempt, refunds, run, owner,
                        created_at_ms, run_at_ms, finished_at_ms, payload, incarnation, limit_id, tenant)
                    SELECT s, iif(i <= 10, 'rare', 'default'), iif(i <= 10, 'rare', 'common'), iif(i <= 10, 1, 2), i %% 3, 0, 0, 0, iif(s = 2, 99, NULL),
                        0, 4102444800000, iif(s IN (3, 4, 5), 4102444800000, NULL), zeroblob(200), 1, iif(s = 6, 7, NULL), iif(s = 6, '', NULL)
                    FROM (SELECT i, CASE WHEN i <= 10 THEN 4 WHEN i %% 5 = 2 AND i > 1000 THEN 1 WHEN i %% 1000 = 30 THEN 6 ELSE i %% 6 END AS s FROM n)
                    """.formatted(ROWS));
            statement.execute("UPDATE litejob_jobs SET state = 3, owner = NULL, finished_at_ms = 4102444800000"
                    + " WHERE state = 2 AND id > 1200");
            statement.execute("INSERT INTO litejob_kinds VALUES (1, 'rare', 'rare'), (2, 'default', 'common')");
            statement.execute("INSERT INTO litejob_tags SELECT iif(id <= 10, 'rare', 'common'), id FROM litejob_jobs");
            connection.commit();
        }
    }
}
