package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.job.Job;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Schedules and unique jobs, raced by several processes. */
@Timeout(120)
class RacedRulesTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("jobs.db");
    }

    private JobQueue open() {
        return JobQueue.open(
                JobConfig.builder(StoreConfig.builder(file()).build()).build());
    }

    private List<ChildJvm> start(int count, String role) {
        List<ChildJvm> children = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            children.add(ChildJvm.start(folder, ScheduleProcess.class, file(), role));
        }
        children.forEach(it -> it.await("ready"));
        return children;
    }

    @Test
    void three_processes_fire_each_time_of_a_schedule_once_also_when_one_is_killed() {
        try (JobQueue jobs = open()) {
            List<ChildJvm> children = start(3, "schedule");
            Eventually.until("three times have come", () -> times(jobs).size() >= 3);
            children.get(0).kill();
            int before = times(jobs).size();
            Eventually.until("two more have come", () -> times(jobs).size() >= before + 2);
            children.forEach(ChildJvm::close);
            List<Instant> times = times(jobs);
            for (int i = 1; i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - 1), times.get(i)))
                        .as("one after the other: %s", times)
                        .isEqualTo(Duration.ofSeconds(1));
            }
            long fired = jobs.schedules().find("tick").orElseThrow().fired();
            assertThat(times).hasSize((int) fired);
        }
    }

    private static List<Instant> times(JobQueue jobs) {
        return jobs.admin().find(JobFilter.all(), 10_000).stream()
                .sorted(Comparator.comparingLong(Job::id))
                .map(it -> Instant.parse(it.metadata().get("scheduled-at")))
                .toList();
    }

    @Test
    void sixteen_threads_of_two_processes_leave_one_job_of_each_key() {
        try (JobQueue jobs = open()) {
            List<ChildJvm> children = start(2, "unique");
            children.forEach(it -> it.send("go"));
            children.forEach(it -> it.await("did it"));
            assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(50);
            children.forEach(ChildJvm::close);
        }
    }
}
