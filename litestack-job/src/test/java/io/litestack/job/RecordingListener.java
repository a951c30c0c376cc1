package io.litestack.job;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers the events of a queue, as lines. */
final class RecordingListener implements JobListener {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    boolean contains(String part) {
        return lines.stream().anyMatch(it -> it.contains(part));
    }

    private void add(String event, JobContext attempt) {
        lines.add(event + ' ' + attempt.type() + ' ' + attempt.attempt());
    }

    @Override
    public void onEnqueue(long id, String type, String queue) {
        lines.add("enqueue " + type + ' ' + queue);
    }

    @Override
    public void onStart(JobContext attempt, long waitNanos) {
        add("start", attempt);
    }

    @Override
    public void onDone(JobContext attempt, long runNanos) {
        add("done", attempt);
    }

    @Override
    public void onRetry(JobContext attempt, long runNanos, long delayNanos, JobError error) {
        add("retry", attempt);
    }

    @Override
    public void onSnooze(JobContext attempt, long runNanos, long delayNanos) {
        add("snooze", attempt);
    }

    @Override
    public void onDead(JobContext attempt, long runNanos, String reason) {
        add("dead", attempt);
    }

    @Override
    public void onPark(JobContext attempt, String reason) {
        add("park", attempt);
    }

    @Override
    public void onTimeout(JobContext attempt, long runNanos) {
        add("timeout", attempt);
    }

    @Override
    public void onInterruptIgnored(JobContext attempt, long runNanos, StackTraceElement[] stack) {
        add("interrupt ignored", attempt);
    }

    @Override
    public void onRelease(JobContext attempt, long runNanos, String reason) {
        add("release", attempt);
    }

    @Override
    public void onLateCompletion(JobContext attempt) {
        add("late completion", attempt);
    }

    @Override
    public void onRecovery(String worker, long jobs, String reason) {
        lines.add("recovery " + jobs + ' ' + reason);
    }

    @Override
    public void onUnserved(String queue, Optional<String> type, long jobs) {
        lines.add("unserved " + queue + ' ' + type.orElse("*") + ' ' + jobs);
    }

    @Override
    public void onProgress(JobContext attempt, JobProgress progress) {
        lines.add("progress " + progress.done() + ' ' + progress.total() + ' ' + progress.message());
    }

    @Override
    public void onUndeclaredSchedules(List<String> names) {
        lines.add("undeclared " + names);
    }

    @Override
    public void onInternalFailure(String what, Throwable cause) {
        lines.add("internal failure " + what + ' ' + cause);
    }
}
