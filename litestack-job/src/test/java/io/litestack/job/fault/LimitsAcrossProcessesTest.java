package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits hold among processes, and over the death of those that have the slots. */
@Timeout(120)
class LimitsAcrossProcessesTest {
    @TempDir
    Path folder;

    private JobQueue jobs;
    private final List<ChildJvm> children = new ArrayList<>();

    @BeforeEach
    void open() {
        jobs = JobQueue.open(
                JobConfig.builder(StoreConfig.builder(file()).build()).build());
    }

    @AfterEach
    void close() {
        children.forEach(ChildJvm::close);
        jobs.close();
    }

    private Path file() {
        return folder.resolve("jobs.db");
    }

    private ChildJvm start() {
        ChildJvm child = ChildJvm.start(folder, LimitProcess.class, file());
        children.add(child);
        child.await("ready");
        return child;
    }

    private long count(JobState state) {
        return jobs.admin().count(JobFilter.inState(state));
    }

    @Test
    void fifty_workers_never_run_three_jobs_of_a_limit_of_two_also_when_holders_are_killed() {
        int all = 150;
        EnqueueOptions options = EnqueueOptions.standard().withLimit(Limit.concurrency("api", 2));
        jobs.enqueueAll(LimitProcess.SHORT, IntStream.range(0, all).boxed().toList(), options);
        List<Span> spans = new ArrayList<>();
        ChildJvm first = start();
        ChildJvm second = start();
        for (ChildJvm victim : List.of(first, second)) {
            long before = count(JobState.DONE);
            Eventually.until("some more are done", () -> count(JobState.DONE) >= Math.min(all, before + 20));
            long killedAt = System.nanoTime();
            victim.kill();
            spans.addAll(Span.read(victim.rest(), killedAt));
            start();
        }
        Eventually.until("all are done: " + jobs.admin().counts(), () -> count(JobState.DONE) == all);
        for (ChildJvm child : children.subList(2, children.size())) {
            long killedAt = System.nanoTime();
            child.kill();
            spans.addAll(Span.read(child.rest(), killedAt));
        }
        assertThat(spans.stream().map(Span::job).distinct()).hasSize(all);
        assertThat(mostAtATime(spans)).isLessThanOrEqualTo(2);
    }

    /** When a handler ran, or a part of that. */
    private record Span(int job, long from, long to) {
        /** From what a process has said; what it has not ended by then has ended with it, or before. */
        static List<Span> read(List<String> lines, long killedAt) {
            Map<Integer, Long> begun = new HashMap<>();
            List<Span> spans = new ArrayList<>();
            for (String line : lines) {
                String[] words = line.split(" ");
                if (words[0].equals("begin")) {
                    begun.put(Integer.valueOf(words[1]), Long.valueOf(words[2]));
                } else if (words[0].equals("end")) {
                    int job = Integer.parseInt(words[1]);
                    spans.add(new Span(job, begun.remove(job), Long.parseLong(words[2])));
                }
            }
            begun.forEach((job, from) -> spans.add(new Span(job, from, Math.max(from, killedAt))));
            return spans;
        }
    }

    private static int mostAtATime(List<Span> spans) {
        // at the same moment an end comes before a begin
        TreeMap<Long, int[]> changes = new TreeMap<>();
        for (Span span : spans) {
            changes.computeIfAbsent(span.from, it -> new int[2])[1]++;
            changes.computeIfAbsent(span.to, it -> new int[2])[0]++;
        }
        int now = 0;
        int most = 0;
        for (int[] change : changes.values()) {
            now = now - change[0] + change[1];
            most = Math.max(most, now);
        }
        return most;
    }

    @Test
    void no_second_has_more_than_ten_starts_also_over_the_death_of_a_process() {
        EnqueueOptions options = EnqueueOptions.standard().withLimit(Limit.rate("mail", 10, Duration.ofSeconds(1)));
        jobs.enqueueAll(LimitProcess.START, IntStream.range(0, 34).boxed().toList(), options);
        List<Long> starts = new ArrayList<>();
        ChildJvm first = start();
        ChildJvm second = start();
        Eventually.until("twelve are done", () -> count(JobState.DONE) >= 12);
        first.kill();
        starts.addAll(starts(first));
        ChildJvm third = start();
        Eventually.until("all are done", () -> count(JobState.DONE) == 34);
        for (ChildJvm child : List.of(second, third)) {
            child.kill();
            starts.addAll(starts(child));
        }
        starts.sort(null);
        for (int i = 10; i < starts.size(); i++) {
            assertThat(Duration.ofNanos(starts.get(i) - starts.get(i - 10)))
                    .as("from start %s to the tenth after it: %s", i - 10, starts)
                    // a busy machine may hold the earlier one up on its way from the permit to the handler
                    .isGreaterThanOrEqualTo(Duration.ofMillis(900));
        }
        assertThat(starts).hasSizeGreaterThanOrEqualTo(34);
    }

    private static List<Long> starts(ChildJvm child) {
        return child.rest().stream()
                .filter(it -> it.startsWith("start "))
                .map(it -> Long.valueOf(it.split(" ")[2]))
                .toList();
    }

    @Test
    void
            a_running_job_is_cancelled_from_another_process_and_what_dies_with_its_process_does_not_come_back_or_is_followed() {
        jobs.control().pause("default");
        ChildJvm child = start();
        long id = jobs.enqueue(LimitProcess.WAIT, 1);
        child.ask("anything", "did anything");
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
        jobs.control().resume("default");
        child.await("waits " + id);
        jobs.control().cancel(id, "not needed");
        child.await("interrupted " + id);
        Eventually.until("it is given up", () -> count(JobState.DEAD) == 1);
        assertThat(jobs.admin().find(id).orElseThrow().reason()).contains("cancelled: not needed");

        long killed = jobs.enqueue(LimitProcess.WAIT, 2);
        child.await("waits " + killed);
        long other = jobs.enqueue(LimitProcess.WAIT, 3);
        child.await("waits " + other);
        long only = jobs.enqueue(
                LimitProcess.WAIT,
                4,
                EnqueueOptions.standard().withMaxAttempts(1).withWhenGivenUp(LimitProcess.FOLLOW));
        child.await("waits " + only);
        child.kill();
        jobs.control().cancel(killed, "while its process was dead");
        start().await("follows " + only);
        Eventually.until("it does not come back", () -> count(JobState.DEAD) == 3);
        Eventually.until(
                "the other one does",
                () -> jobs.admin().find(other).orElseThrow().attempts() == 2);
        assertThat(jobs.admin().find(killed).orElseThrow().reason()).contains("cancelled: while its process was dead");
    }
}
