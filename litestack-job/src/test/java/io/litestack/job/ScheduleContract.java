package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules: what is stored, when they fire, and what becomes of the times that nobody was there for. */
abstract class ScheduleContract extends JobContract {
    private static final Schedule HOURLY = Schedule.cron("0 * * * *");
    private static final Note REPORT = new Note("report");

    private static List<Job> jobsOf(JobQueue jobs, String schedule) {
        List<Job> all = new ArrayList<>(jobs.admin().find(JobFilter.all(), 10_000));
        all.removeIf(it -> !schedule.equals(it.metadata().get("schedule")));
        all.sort(Comparator.comparingLong(Job::id));
        return all;
    }

    private static List<String> timesOf(JobQueue jobs, String schedule) {
        return jobsOf(jobs, schedule).stream()
                .map(it -> it.metadata().get("scheduled-at"))
                .toList();
    }

    private static void awaitFired(JobQueue jobs, String schedule, int count) {
        Eventually.until(
                count + " jobs of schedule " + schedule,
                () -> jobs.schedules().find(schedule).orElseThrow().fired() == count);
    }

    /** After this whatever was due by now has fired, or will not. */
    private static void awaitNext(JobQueue jobs, String schedule, String next) {
        Eventually.until(
                "schedule " + schedule + " is moved on",
                () -> jobs.schedules()
                        .find(schedule)
                        .orElseThrow()
                        .nextAt()
                        .filter(Instant.parse(next)::equals)
                        .isPresent());
    }

    @Test
    void a_schedule_fires_at_its_times_and_its_jobs_run() {
        JobQueue jobs = open();
        jobs.handle(
                NOTE,
                (note, context) -> events.lines.add(
                        "ran " + note.text() + ' ' + context.metadata().get("scheduled-at")));
        jobs.schedules().put("report", HOURLY, NOTE, REPORT);
        assertThat(jobs.schedules().find("report").orElseThrow().nextAt())
                .contains(Instant.parse("2026-03-01T13:00:00Z"));
        start(jobs);
        clock.step(Duration.ofMinutes(60));
        Eventually.until("ran", () -> events.contains("ran report 2026-03-01T13:00:00Z"));
        clock.step(Duration.ofMinutes(60));
        Eventually.until("ran again", () -> events.contains("ran report 2026-03-01T14:00:00Z"));
        ScheduleState state = jobs.schedules().find("report").orElseThrow();
        assertThat(state.fired()).isEqualTo(2);
        assertThat(state.lastAt()).contains(Instant.parse("2026-03-01T14:00:00Z"));
        assertThat(state.nextAt()).contains(Instant.parse("2026-03-01T15:00:00Z"));
        assertThat(jobs.admin().find(state.lastJob().orElseThrow())).isPresent();
        assertThat(state.queue()).isEqualTo("default");
        assertThat(state.payload().text()).isEqualTo("{\"text\":\"report\"}");
    }

    @Test
    void a_fixed_interval_keeps_its_beat() {
        JobQueue jobs = open();
        jobs.schedules().put("tick", Schedule.every(Duration.ofMinutes(10)).withAllMisfires(2), NOTE, REPORT);
        start(jobs);
        clock.step(Duration.ofMinutes(10));
        awaitFired(jobs, "tick", 1);
        clock.step(Duration.ofMinutes(45));
        awaitFired(jobs, "tick", 3);
        awaitNext(jobs, "tick", "2026-03-01T13:00:00Z");
        assertThat(timesOf(jobs, "tick"))
                .containsExactly("2026-03-01T12:10:00Z", "2026-03-01T12:40:00Z", "2026-03-01T12:50:00Z");
    }

    @Test
    void missed_times_are_left_out_or_stand_for_one_or_are_all_made_up_for() {
        JobQueue jobs = open();
        jobs.schedules().put("skip", HOURLY.withMisfire(MisfirePolicy.SKIP), NOTE, REPORT);
        jobs.schedules().put("once", HOURLY.withMisfire(MisfirePolicy.ONCE), NOTE, REPORT);
        jobs.schedules().put("all", HOURLY.withAllMisfires(100), NOTE, REPORT);
        jobs.schedules().put("capped", HOURLY.withAllMisfires(3), NOTE, REPORT);
        clock.step(Duration.ofDays(14).plusMinutes(30));
        start(jobs);
        for (String name : List.of("skip", "once", "all", "capped")) {
            awaitNext(jobs, name, "2026-03-15T13:00:00Z");
        }
        assertThat(timesOf(jobs, "skip")).isEmpty();
        assertThat(timesOf(jobs, "once")).containsExactly("2026-03-15T12:00:00Z");
        assertThat(timesOf(jobs, "all"))
                .hasSize(100)
                .startsWith("2026-03-11T09:00:00Z")
                .endsWith("2026-03-15T12:00:00Z")
                .doesNotHaveDuplicates();
        assertThat(timesOf(jobs, "capped"))
                .containsExactly("2026-03-15T10:00:00Z", "2026-03-15T11:00:00Z", "2026-03-15T12:00:00Z");
    }

    @Test
    void a_time_that_is_noticed_within_a_minute_is_not_missed() {
        JobQueue jobs = open();
        jobs.schedules().put("skip", HOURLY.withMisfire(MisfirePolicy.SKIP), NOTE, REPORT);
        clock.step(Duration.ofMinutes(60).plusSeconds(59));
        start(jobs);
        awaitFired(jobs, "skip", 1);
    }

    @Test
    void a_wall_clock_that_is_set_back_fires_nothing_twice() {
        JobQueue jobs = open();
        jobs.schedules().put("report", Schedule.cron("*/10 * * * *"), NOTE, REPORT);
        jobs.schedules().put("tick", Schedule.every(Duration.ofMinutes(10)), NOTE, REPORT);
        start(jobs);
        clock.step(Duration.ofMinutes(10));
        awaitFired(jobs, "report", 1);
        awaitFired(jobs, "tick", 1);
        clock.step(Duration.ofHours(-1));
        awaitNext(jobs, "tick", "2026-03-01T11:20:00Z");
        clock.step(Duration.ofMinutes(10));
        awaitFired(jobs, "tick", 2);
        assertThat(timesOf(jobs, "report")).containsExactly("2026-03-01T12:10:00Z");
        clock.step(Duration.ofMinutes(60));
        awaitFired(jobs, "report", 2);
        assertThat(timesOf(jobs, "report")).containsExactly("2026-03-01T12:10:00Z", "2026-03-01T12:20:00Z");
    }

    @Test
    void jitter_puts_the_jobs_off_and_not_the_schedule() {
        JobQueue jobs = open();
        jobs.schedules().put("report", HOURLY.withJitter(Duration.ofMinutes(5)), NOTE, REPORT);
        start(jobs);
        clock.step(Duration.ofMinutes(60));
        awaitFired(jobs, "report", 1);
        assertThat(jobsOf(jobs, "report").get(0).runAt())
                .isBetween(Instant.parse("2026-03-01T13:00:00Z"), Instant.parse("2026-03-01T13:05:00Z"));
        awaitNext(jobs, "report", "2026-03-01T14:00:00Z");
    }

    @Test
    void a_paused_schedule_is_silent_and_goes_on_with_its_next_time() {
        JobQueue jobs = open();
        jobs.schedules().put("report", HOURLY.withAllMisfires(100), NOTE, REPORT);
        jobs.schedules().put("other", HOURLY, NOTE, REPORT);
        start(jobs);
        assertThat(jobs.schedules().pause("report")).isTrue();
        assertThat(jobs.schedules().pause("report")).isFalse();
        clock.step(Duration.ofMinutes(150));
        awaitFired(jobs, "other", 1);
        assertThat(timesOf(jobs, "report")).isEmpty();
        assertThat(jobs.schedules().find("report").orElseThrow().isPaused()).isTrue();
        assertThat(jobs.schedules().put("report", HOURLY.withAllMisfires(100), NOTE, new Note("new")))
                .isTrue();
        assertThat(jobs.schedules().find("report").orElseThrow().isPaused()).isTrue();
        assertThat(jobs.schedules().resume("report")).isTrue();
        assertThat(jobs.schedules().resume("report")).isFalse();
        clock.step(Duration.ofMinutes(30));
        awaitFired(jobs, "report", 1);
        assertThat(timesOf(jobs, "report")).containsExactly("2026-03-01T15:00:00Z");
    }

    @Test
    void a_schedule_is_run_by_hand_beside_its_times() {
        JobQueue jobs = open();
        jobs.schedules()
                .put(
                        "report",
                        HOURLY,
                        NOTE,
                        REPORT,
                        EnqueueOptions.onQueue("reports").withPriority(3));
        jobs.schedules().pause("report");
        Job job = jobs.admin()
                .find(jobs.schedules().runNow("report").orElseThrow())
                .orElseThrow();
        assertThat(job.queue()).isEqualTo("reports");
        assertThat(job.priority()).isEqualTo(3);
        assertThat(job.metadata()).containsEntry("schedule", "report");
        assertThat(jobs.schedules().find("report").orElseThrow().nextAt())
                .contains(Instant.parse("2026-03-01T13:00:00Z"));
        assertThat(jobs.schedules().runNow("missing")).isEmpty();
    }

    @Test
    void what_is_declared_again_is_left_alone() {
        JobQueue jobs = open();
        assertThat(jobs.schedules().put("report", HOURLY, NOTE, REPORT)).isTrue();
        clock.step(Duration.ofMinutes(130));
        assertThat(jobs.schedules().put("report", HOURLY, NOTE, REPORT)).isFalse();
        assertThat(jobs.schedules().put("report", HOURLY, NOTE, new Note("other")))
                .isTrue();
        assertThat(jobs.schedules().find("report").orElseThrow().nextAt())
                .as("with another payload it goes on where it was")
                .contains(Instant.parse("2026-03-01T13:00:00Z"));
        assertThat(jobs.schedules().put("report", Schedule.cron("30 * * * *"), NOTE, REPORT))
                .isTrue();
        assertThat(jobs.schedules().find("report").orElseThrow().nextAt())
                .as("with other times it begins anew")
                .contains(Instant.parse("2026-03-01T14:30:00Z"));
    }

    @Test
    void an_interval_that_is_no_whole_number_of_milliseconds_goes_on_over_restarts() {
        Schedule seventh = Schedule.every(Duration.ofHours(1).dividedBy(7)).withJitter(Duration.ofNanos(1_000_001));
        JobSchedules schedules = open().schedules();
        assertThat(schedules.put("seventh", seventh, NOTE, REPORT)).isTrue();
        Instant next = schedules.find("seventh").orElseThrow().nextAt().orElseThrow();
        clock.step(Duration.ofMinutes(5));
        assertThat(schedules.put("seventh", seventh, NOTE, REPORT)).isFalse();
        assertThat(schedules.find("seventh").orElseThrow().nextAt()).contains(next);
    }

    @Test
    void the_next_times_are_told_on_request() {
        JobQueue jobs = open();
        jobs.schedules().put("report", Schedule.cron("0 6 * * *").withZone("Asia/Tokyo"), NOTE, REPORT);
        assertThat(jobs.schedules().next("report", 2))
                .containsExactly(Instant.parse("2026-03-01T21:00:00Z"), Instant.parse("2026-03-02T21:00:00Z"));
        assertThat(jobs.schedules().next("report", 0)).isEmpty();
        assertThat(jobs.schedules().next("missing", 3)).isEmpty();
        assertThatThrownBy(() -> jobs.schedules().next("report", -1)).hasMessageContaining("count");
    }

    @Test
    void schedules_that_the_program_has_forgotten_are_named_and_removed_on_request() {
        JobQueue earlier = open();
        earlier.schedules().put("old", HOURLY, NOTE, REPORT);
        earlier.schedules().put("report", HOURLY, NOTE, REPORT);
        earlier.close();
        JobQueue jobs = open();
        jobs.schedules().put("report", HOURLY, NOTE, REPORT);
        start(jobs);
        Eventually.until("the listener hears of it", () -> events.contains("undeclared [old]"));
        assertThat(jobs.schedules().undeclared()).containsExactly("old");
        assertThat(jobs.schedules().removeUndeclared()).containsExactly("old");
        assertThat(jobs.schedules().list()).extracting(ScheduleState::name).containsExactly("report");
        assertThat(jobs.schedules().remove("report")).isTrue();
        assertThat(jobs.schedules().remove("report")).isFalse();
    }

    @Test
    void what_cannot_be_scheduled_is_refused() {
        JobSchedules schedules = open().schedules();
        assertThatThrownBy(() -> schedules.put("a b", HOURLY, NOTE, REPORT)).hasMessageContaining("a b");
        assertThatThrownBy(() -> schedules.put(
                        "report",
                        HOURLY,
                        NOTE,
                        REPORT,
                        EnqueueOptions.standard().withDelay(Duration.ofSeconds(1))))
                .hasMessageContaining("report")
                .hasMessageContaining("delay");
        assertThatThrownBy(() -> Schedule.every(Duration.ofMillis(999))).hasMessageContaining("interval");
        assertThatThrownBy(() -> HOURLY.withJitter(Duration.ofDays(2))).hasMessageContaining("jitter");
        assertThatThrownBy(() -> HOURLY.withAllMisfires(0)).hasMessageContaining("misfireLimit");
    }

    @Test
    void a_schedule_that_cannot_be_read_keeps_no_other_from_its_turn() {
        JobQueue jobs = open();
        jobs.schedules().put("broken", HOURLY, NOTE, REPORT);
        jobs.schedules().put("report", HOURLY, NOTE, REPORT);
        try (Store store = Store.open(jobs.config().store())) {
            store.execute("update litejob_schedules set zone = 'Mars/Olympus' where name = 'broken'");
        }
        start(jobs);
        clock.step(Duration.ofMinutes(60));
        awaitFired(jobs, "report", 1);
        Eventually.until("that is reported", () -> events.contains("internal failure firing schedule broken"));
    }

    @Test
    void a_schedule_whose_job_is_still_there_adds_none_if_that_is_to_be_unique() {
        JobQueue jobs = open();
        EnqueueOptions unique =
                EnqueueOptions.standard().withUnique(Unique.byPayload().withOnConflict(Unique.OnConflict.REJECT));
        jobs.schedules().put("report", HOURLY, NOTE, REPORT, unique);
        start(jobs);
        clock.step(Duration.ofMinutes(60));
        awaitNext(jobs, "report", "2026-03-01T14:00:00Z");
        clock.step(Duration.ofMinutes(60));
        awaitNext(jobs, "report", "2026-03-01T15:00:00Z");
        assertThat(jobsOf(jobs, "report")).hasSize(1);
        assertThat(jobs.schedules().find("report").orElseThrow().fired()).isEqualTo(1);
    }
}
