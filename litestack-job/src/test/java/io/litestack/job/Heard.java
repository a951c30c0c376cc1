package io.litestack.job;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers what a queue told its listener, as lines. */
final class Heard implements JobListener {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    boolean contains(String part) {
        return lines.stream().anyMatch(it -> it.contains(part));
    }

    private void hear(String event, JobContext attempt) {
        lines.add(event + ' ' + attempt.type() + ' ' + attempt.attempt());
    }

    @Override
    public void onEnqueue(long id, String type, String queue) {
        lines.add("enqueue " + type + ' ' + queue);
    }

    @Override
    public void onStart(JobContext attempt, long waitNanos) {
        hear("start", attempt);
    }

    @Override
    public void onDone(JobContext attempt, long runNanos) {
        hear("done", attempt);
    }

    @Override
    public void onRetry(JobContext attempt, long runNanos, long delayNanos, JobError error) {
        hear("retry", attempt);
    }

    @Override
    public void onSnooze(JobContext attempt, long runNanos, long delayNanos) {
        hear("snooze", attempt);
    }

    @Override
    public void onDead(JobContext attempt, long runNanos, String reason) {
        hear("dead", attempt);
    }

    @Override
    public void onPark(JobContext attempt, String reason) {
        hear("park", attempt);
    }

    @Override
    public void onTimeout(JobContext attempt, long runNanos) {
        hear("timeout", attempt);
    }

    @Override
    public void onInterruptIgnored(JobContext attempt, long runNanos, StackTraceElement[] stack) {
        hear("interrupt ignored", attempt);
    }

    @Override
    public void onHandBack(JobContext attempt, long runNanos, String reason) {
        hear("hand back", attempt);
    }

    @Override
    public void onLateFinish(JobContext attempt) {
        hear("late finish", attempt);
    }

    @Override
    public void onRescue(String worker, long jobs, String reason) {
        lines.add("rescue " + jobs + ' ' + reason);
    }

    @Override
    public void onUnserved(String queue, Optional<String> type, long jobs) {
        lines.add("unserved " + queue + ' ' + type.orElse("*") + ' ' + jobs);
    }

    @Override
    public void onTrouble(String what, Throwable cause) {
        lines.add("trouble " + what + ' ' + cause);
    }
}
