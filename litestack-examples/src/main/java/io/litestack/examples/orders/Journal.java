package io.litestack.examples.orders;

import io.litestack.job.JobContext;
import io.litestack.job.JobError;
import io.litestack.job.JobListener;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Prints a line for everything that happens at the desk, and tells those who wait for it. Thread-safe. */
final class Journal implements JobListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final Map<String, String> PAST =
            Map.of(Steps.CHARGE.name(), "paid", Steps.WRAP.name(), "wrapped", Steps.PACK.name(), "shipped");

    private final PrintStream out;
    private final Semaphore events = new Semaphore(0);

    Journal(PrintStream out) {
        this.out = out;
    }

    void taken(long order, NewOrder wanted) {
        print(
                "order:" + order,
                "taken",
                wanted.customer() + ", " + wanted.pieces() + " x " + wanted.item()
                        + (wanted.isGift() ? ", a gift" : ""));
    }

    void withdrawn(ChangedMindException reason) {
        print("no order", "undone", reason.getMessage() + ": neither order nor job is there");
    }

    @Override
    public void onDone(JobContext attempt, long runNanos) {
        String note = attempt.attempt() == 1 ? "" : "at attempt " + attempt.attempt();
        print(attempt, PAST.getOrDefault(attempt.type(), attempt.type()), note);
    }

    @Override
    public void onRetry(JobContext attempt, long runNanos, long delayNanos, JobError error) {
        long millis = TimeUnit.NANOSECONDS.toMillis(delayNanos);
        print(attempt, "failed", error.message() + "; attempt " + attempt.attempt() + ", again in " + millis + " ms");
    }

    @Override
    public void onDead(JobContext attempt, long runNanos, String reason) {
        print(attempt, "given up", reason);
    }

    @Override
    public void onPark(JobContext attempt, String reason) {
        print(attempt, "parked", reason);
    }

    @Override
    public void onRecovery(String worker, long jobs, String reason) {
        print("the desk", "recovered", jobs + " that had begun when the process before this one died");
    }

    /** Waits until something has happened since the last call, but not for long: another process may do it. */
    void awaitNews() throws InterruptedException {
        if (events.tryAcquire(100, TimeUnit.MILLISECONDS)) {
            events.drainPermits();
        }
    }

    private void print(JobContext attempt, String what, String note) {
        print(String.join(" ", attempt.tags()), what, note);
        events.release();
    }

    private void print(String who, String what, String note) {
        String line = String.format(
                Locale.ROOT,
                "%s  %-10s %-9s %s",
                TIME.format(LocalTime.now(ZoneId.systemDefault())),
                who.replace(':', ' '),
                what,
                note);
        out.println(line.stripTrailing());
    }
}
