package io.litestack.compat.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import io.litestack.compat.LibraryTest;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.PersistJobDataAfterExecution;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/** Quartz's job store: jobs fire, late ones too, and those of a process that has died. */
class QuartzTest extends LibraryTest {
    private static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    /** Counts that it ran, and how often in the data that is kept with it. */
    @DisallowConcurrentExecution
    @PersistJobDataAfterExecution
    public static class Counting implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            JobDataMap data = context.getJobDetail().getJobDataMap();
            data.put("runs", data.containsKey("runs") ? data.getInt("runs") + 1 : 1);
            RUNS.computeIfAbsent(context.getJobDetail().getKey().getName(), it -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    private Scheduler scheduler;

    @BeforeEach
    void configure() throws Exception {
        RUNS.clear();
        Schedulers.createTables(dataSource());
        scheduler = Schedulers.open(dataSource(), "one", false);
    }

    @AfterEach
    void shutDown() throws Exception {
        scheduler.shutdown(true);
    }

    private static int runs(String job) {
        return RUNS.getOrDefault(job, new AtomicInteger()).get();
    }

    private static JobDetail job(String name) {
        return newJob(Counting.class)
                .withIdentity(name)
                .storeDurably()
                .requestRecovery()
                .build();
    }

    @Test
    void jobs_fire_as_often_as_they_shall() throws Exception {
        Trigger thrice = newTrigger()
                .startNow()
                .withSchedule(simpleSchedule().withIntervalInMilliseconds(50).withRepeatCount(2))
                .build();
        scheduler.scheduleJob(job("thrice"), thrice);
        scheduler.start();
        Eventually.until("it ran three times", () -> runs("thrice") == 3);
        Eventually.until("its data is kept", () -> data("thrice").getInt("runs") == 3);
    }

    private JobDataMap data(String job) {
        try {
            return scheduler.getJobDetail(JobKey.jobKey(job)).getJobDataMap();
        } catch (org.quartz.SchedulerException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_late_job_fires_when_its_scheduler_starts() throws Exception {
        Trigger late = newTrigger()
                .startAt(new Date(System.currentTimeMillis() - 60_000))
                .withSchedule(simpleSchedule().withMisfireHandlingInstructionFireNow())
                .build();
        scheduler.scheduleJob(job("late"), late);
        scheduler.start();
        Eventually.until("it ran", () -> runs("late") == 1);
    }

    @Test
    void what_was_scheduled_is_there_after_a_restart() throws Exception {
        Trigger nightly = newTrigger()
                .withIdentity("nightly")
                .withSchedule(CronScheduleBuilder.dailyAtHourAndMinute(3, 0))
                .usingJobData("who", "Ann")
                .build();
        scheduler.scheduleJob(job("nightly"), nightly);
        scheduler.shutdown(true);
        scheduler = Schedulers.open(dataSource(), "one", false);
        assertThat(scheduler.getTrigger(TriggerKey.triggerKey("nightly")).getJobDataMap())
                .containsEntry("who", "Ann");
        scheduler.pauseAll();
        scheduler.deleteJob(JobKey.jobKey("nightly"));
        assertThat(number("select count(*) from qrtz_triggers")).isZero();
    }

    @Test
    void many_jobs_each_run_once() throws Exception {
        for (int i = 0; i < 100; i++) {
            scheduler.scheduleJob(job("job " + i), newTrigger().startNow().build());
        }
        scheduler.start();
        Eventually.until("all ran", () -> RUNS.size() == 100);
        Eventually.until("all are done", () -> count("qrtz_fired_triggers") == 0);
        assertThat(RUNS.values()).allMatch(it -> it.get() == 1);
    }

    private long count(String table) {
        try {
            return number("select count(*) from " + table);
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_job_of_a_killed_process_runs_again_in_another() throws Exception {
        try (ChildJvm child = ChildJvm.start(folder, QuartzProcess.class, file())) {
            child.await("running");
            child.kill();
        }
        scheduler.shutdown(true);
        scheduler = Schedulers.open(dataSource(), "other", true);
        scheduler.start();
        Eventually.until("it ran", () -> runs("hanging") == 1);
    }
}
