package io.litestack.compat.quartz;

import io.litestack.compat.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;

/** A process with a job that never ends; elsewhere the job is one that counts. */
final class QuartzProcess {
    private QuartzProcess() {}

    /** Hangs in the process whose {@code main} ran. */
    public static final class Hanging extends QuartzTest.Counting {
        static volatile boolean isHanging;

        @Override
        public void execute(JobExecutionContext context) {
            if (!isHanging) {
                super.execute(context);
                return;
            }
            System.out.println("running");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public static void main(String[] args) throws Exception {
        Hanging.isHanging = true;
        TestDatabase database = TestDatabase.open(Path.of(args[0]));
        Scheduler scheduler = Schedulers.open(database.dataSource(), "killed", true);
        scheduler.scheduleJob(
                JobBuilder.newJob(Hanging.class)
                        .withIdentity("hanging")
                        .requestRecovery()
                        .build(),
                TriggerBuilder.newTrigger().startNow().build());
        scheduler.start();
    }
}
