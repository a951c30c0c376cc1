package io.litestack.job.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.internal.admin.JobScan;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every statement can be prepared, and none scans what it need not. */
class JobSqlTest {
    /** What looks at everything on purpose, and never on the way of a job. */
    private static final Set<String> MAY_SCAN = Set.of("COUNTS", "ALL_JOBS");

    /** Reads the first entry of its partial index, which SQLite calls a scan. */
    private static final Set<String> FIRST_ONLY =
            Set.of("NEXT_DUE", "ControlSql.COUNT_RUNNING", "LimitSql.NEXT_WAKE", "ScheduleSql.NEXT");

    /** The table of workers has as many rows as there are workers; that of schedules is looked at by people. */
    private static final Set<String> SMALL = Set.of(
            "KINDS",
            "OTHER_WORKERS",
            "ORPHANS",
            "JOURNAL_FILES",
            "SERVED_QUEUES",
            "ControlSql.CANCELLED",
            "ControlSql.FORGET_CANCELS",
            "ControlSql.QUEUES",
            "ControlSql.WORKERS",
            "ScheduleSql.LIST",
            "ScheduleSql.NAMES",
            "ScheduleSql.PULL_IN");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() {
        file = folder.resolve("jobs.db");
        JobQueue.open(JobConfig.builder(file).build()).close();
    }

    @TestFactory
    List<DynamicTest> no_statement_scans_the_table() throws IllegalAccessException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, String> statement : statements().entrySet()) {
            tests.add(DynamicTest.dynamicTest(statement.getKey(), () -> {
                List<String> plan = plan(statement.getValue());
                boolean isStrict =
                        Stream.of(MAY_SCAN, FIRST_ONLY, SMALL).noneMatch(it -> it.contains(statement.getKey()));
                if (isStrict) {
                    assertThat(plan).noneMatch(it -> it.startsWith("SCAN litejob"));
                }
                if (SMALL.contains(statement.getKey())) {
                    assertThat(plan).noneMatch(it -> it.equals("SCAN litejob_jobs"));
                }
            }));
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    @Test
    void the_hot_statements_use_their_partial_indexes() throws SQLException {
        assertThat(plan(JobSql.HIGHEST_READY)).anyMatch(it -> it.contains("litejob_ready (queue=? AND type=?)"));
        assertThat(plan(JobSql.IS_ANY_READY)).anyMatch(it -> it.contains("litejob_ready (queue=? AND type=?)"));
        for (int types : List.of(1, 2, 7, 256)) {
            assertThat(plan(JobSql.claim(types)))
                    .filteredOn(it -> it.contains("litejob_ready (queue=? AND type=?)"))
                    .hasSize(types);
            assertThat(plan(JobSql.claim(types)))
                    .noneMatch(it -> it.startsWith("SCAN litejob") || it.contains("TEMP B-TREE"));
        }
        assertThat(plan(JobSql.PROMOTE)).anyMatch(it -> it.contains("litejob_due (run_at_ms<?)"));
        for (JobState state : List.of(JobState.DONE, JobState.DEAD)) {
            assertThat(plan(JobSql.finished(state)))
                    .containsExactly("SEARCH litejob_jobs USING COVERING INDEX litejob_finished"
                            + " (state=? AND kind=? AND id>?)");
            assertThat(plan(JobSql.nextKind(state)))
                    .containsExactly("SEARCH litejob_jobs USING COVERING INDEX litejob_finished (state=? AND kind>?)");
        }
        assertThat(plan(JobSql.LEASES)).anyMatch(it -> it.contains("litejob_running (owner=? AND id>?)"));
        assertThat(plan(JobSql.HIGHEST_READY)).noneMatch(it -> it.contains("TEMP B-TREE"));
    }

    @Test
    void the_statements_about_rules_use_their_partial_indexes() throws SQLException {
        assertThat(plan(JobSql.FIND_UNIQUE))
                .containsExactly("SEARCH litejob_jobs USING INDEX litejob_unique (unique_key=?)");
        assertThat(plan(JobSql.FIND_UNIQUE_ALL))
                .anyMatch(it -> it.contains("SEARCH j USING INDEX litejob_unique (unique_key=?)"));
        assertThat(plan(LimitSql.FIRST_TENANT))
                .anyMatch(it -> it.contains("litejob_limited (limit_id=? AND state=?)"))
                .noneMatch(it -> it.contains("TEMP B-TREE"));
        assertThat(plan(LimitSql.NEXT_TENANT))
                .anyMatch(it -> it.contains("litejob_limited (limit_id=? AND state=? AND tenant>?)"))
                .noneMatch(it -> it.contains("TEMP B-TREE"));
        for (String sql : List.of(LimitSql.ADMIT, LimitSql.ADMIT_RETURNING, LimitSql.DISPLACE)) {
            assertThat(plan(sql))
                    .anyMatch(it -> it.contains("litejob_limited (limit_id=? AND state=? AND tenant=?"))
                    .noneMatch(it -> it.contains("TEMP B-TREE"));
        }
        assertThat(plan(LimitSql.MARK_GIVING_WAY))
                .anyMatch(it -> it.contains("litejob_ready (queue=? AND type=? AND priority>? AND priority<?)"));
        assertThat(plan(LimitSql.DUE)).anyMatch(it -> it.contains("litejob_due (run_at_ms<?)"));
        assertThat(plan(ScheduleSql.DUE)).anyMatch(it -> it.contains("litejob_schedules_next"));
    }

    @TestFactory
    List<DynamicTest> a_page_of_each_filter_follows_the_order_of_an_index() throws SQLException {
        addRowsOfAllKinds();
        List<DynamicTest> tests = new ArrayList<>();
        for (JobFilter filter : filters()) {
            tests.add(DynamicTest.dynamicTest(filter.toString(), () -> {
                for (String sql : pageOf(filter)) {
                    List<String> plan = plan(sql);
                    // few are running, and theirs is another order, as is that of limits
                    if (!sql.contains("litejob_running") && !sql.contains("litejob_limited")) {
                        assertThat(plan).noneMatch(it -> it.startsWith("SCAN") || it.contains("TEMP B-TREE"));
                    }
                }
            }));
        }
        return tests;
    }

    private static List<JobFilter> filters() {
        List<JobFilter> filters = new ArrayList<>(List.of(
                JobFilter.all().withQueue("a"),
                JobFilter.all().withType("x"),
                JobFilter.all().withQueue("a").withType("x"),
                JobFilter.all().withTag("t"),
                JobFilter.inState(JobState.DEAD, JobState.PARKED)));
        for (JobState state : JobState.values()) {
            filters.add(JobFilter.inState(state));
            filters.add(JobFilter.inState(state).withType("x"));
            filters.add(JobFilter.inState(state).withQueue("a"));
        }
        return filters;
    }

    private List<String> pageOf(JobFilter filter) {
        try (Store store = Store.open(StoreConfig.builder(file).build())) {
            List<String> sources = store.read(snapshot -> new JobScan(store, filter, Long.MAX_VALUE)
                    .sources(snapshot).stream().map(it -> it.sql).toList());
            assertThat(sources).isNotEmpty();
            return sources;
        }
    }

    private void addRowsOfAllKinds() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO litejob_kinds VALUES (1, 'a', 'x'), (2, 'a', 'y'), (3, 'b', 'x')");
            for (JobState state : JobState.values()) {
                for (String kind : List.of("1, 'a', 'x', 0", "1, 'a', 'x', 5", "2, 'a', 'y', 0", "3, 'b', 'x', 0")) {
                    int number = SqlValues.number(state);
                    statement.execute(
                            "INSERT INTO litejob_jobs (state, kind, queue, type, priority, attempt, refunds, run,"
                                    + " created_at_ms, run_at_ms, finished_at_ms, payload, incarnation) VALUES ("
                                    + number
                                    + ", "
                                    + kind + ", 0, 0, 0, 0, 0, " + (state.isFinal() ? "0" : "NULL") + ", x'', 1)");
                }
            }
        }
    }

    private static Map<String, String> statements() throws IllegalAccessException {
        Map<String, String> found = new TreeMap<>();
        for (Class<?> statements : List.of(JobSql.class, ControlSql.class, LimitSql.class, ScheduleSql.class)) {
            for (Field field : statements.getDeclaredFields()) {
                if (field.getType() == String.class
                        && !java.lang.reflect.Modifier.isPrivate(field.getModifiers())
                        && !field.getName().equals("JOB_COLUMNS")) {
                    String name = statements == JobSql.class ? "" : statements.getSimpleName() + '.';
                    found.put(name + field.getName(), (String) field.get(null));
                }
            }
        }
        return found;
    }

    private List<String> plan(String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }
}
