package io.litestack.job.internal.report;

import io.litestack.core.ClosedException;
import io.litestack.job.JobContext;
import io.litestack.job.JobError;
import io.litestack.job.JobListener;
import io.litestack.job.JobProgress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what operators should know, and passes everything on to the user's listener, whose exceptions are logged. Thread-safe.
 */
public final class ReportingJobListener implements JobListener {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.job");

    private final JobListener user;
    private final Path file;
    private final EventQueue events;

    public ReportingJobListener(JobListener user, Path file, EventQueue events) {
        this.events = events;
        this.user = user;
        this.file = file;
    }

    @Override
    public void onEnqueue(long id, String type, String queue) {
        if (user != NONE) {
            notifyUser(it -> it.onEnqueue(id, type, queue));
        }
    }

    /** The same of a job whose caller does not wait. */
    public void onEnqueueAsync(long id, String type, String queue) {
        notifyAsync(it -> it.onEnqueue(id, type, queue));
    }

    @Override
    public void onStart(JobContext attempt, long waitNanos) {
        if (user != NONE) {
            notifyUser(it -> it.onStart(attempt, waitNanos));
        }
    }

    @Override
    public void onDone(JobContext attempt, long runNanos) {
        if (user != NONE) {
            notifyUser(it -> it.onDone(attempt, runNanos));
        }
    }

    @Override
    public void onRetry(JobContext attempt, long runNanos, long delayNanos, JobError error) {
        log.info(
                "{} failed and is tried again in {} ms: {}: {}",
                attempt,
                delayNanos / 1_000_000,
                error.type(),
                error.message());
        notifyUser(it -> it.onRetry(attempt, runNanos, delayNanos, error));
    }

    @Override
    public void onSnooze(JobContext attempt, long runNanos, long delayNanos) {
        notifyUser(it -> it.onSnooze(attempt, runNanos, delayNanos));
    }

    @Override
    public void onDead(JobContext attempt, long runNanos, String reason) {
        log.warn("{} is given up; it is kept as dead, with its errors, and can be retried: {}", attempt, reason);
        notifyUser(attempt, it -> it.onDead(attempt, runNanos, reason));
    }

    @Override
    public void onPark(JobContext attempt, String reason) {
        log.warn("{} is parked, and can be unparked once its cause is mended: {}", attempt, reason);
        notifyUser(attempt, it -> it.onPark(attempt, reason));
    }

    @Override
    public void onProgress(JobContext attempt, JobProgress progress) {
        notifyAsync(it -> it.onProgress(attempt, progress));
    }

    @Override
    public void onTimeout(JobContext attempt, long runNanos) {
        log.warn("{} is over its timeout after {} ms; its thread was interrupted", attempt, runNanos / 1_000_000);
        notifyAsync(it -> it.onTimeout(attempt, runNanos));
    }

    @Override
    public void onInterruptIgnored(JobContext attempt, long runNanos, StackTraceElement[] stack) {
        log.error(
                "{} goes on after {} ms although it was interrupted; it keeps its thread and its lease until its handler"
                        + " returns. It stands\n    at {}",
                attempt,
                runNanos / 1_000_000,
                Arrays.stream(stack).map(Object::toString).collect(Collectors.joining("\n    at ")));
        notifyAsync(it -> it.onInterruptIgnored(attempt, runNanos, stack));
    }

    @Override
    public void onRelease(JobContext attempt, long runNanos, String reason) {
        if (runNanos > 0) {
            log.info("{} is released after {} ms: {}", attempt, runNanos / 1_000_000, reason);
        }
        notifyUser(attempt, it -> it.onRelease(attempt, runNanos, reason));
    }

    @Override
    public void onLateCompletion(JobContext attempt) {
        log.warn(
                "{} ended too late: its job belongs to another attempt by now, or is gone; its result was dropped",
                attempt);
        notifyAsync(it -> it.onLateCompletion(attempt));
    }

    @Override
    public void onRecovery(String worker, long jobs, String reason) {
        log.warn("{}: {} jobs of worker {} are run again, because {}", file, jobs, worker, reason);
        notifyAsync(it -> it.onRecovery(worker, jobs, reason));
    }

    @Override
    public void onUnserved(String queue, Optional<String> type, long jobs) {
        if (type.isPresent()) {
            log.warn(
                    "{}: {} jobs of type \"{}\" wait in queue {}, and this process, which works on that queue, has no handler"
                            + " for them. They wait for a process that has one; register it with JobQueue.handle",
                    file,
                    jobs,
                    type.get(),
                    queue);
        } else {
            log.warn(
                    "{}: {} jobs wait in queue {}, and no worker of any process works on that queue; add it to the queues"
                            + " of a WorkerConfig, or enqueue elsewhere",
                    file,
                    jobs,
                    queue);
        }
        notifyAsync(it -> it.onUnserved(queue, type, jobs));
    }

    @Override
    public void onUndeclaredSchedules(List<String> names) {
        log.warn(
                "{}: these schedules are stored, and this program has not declared them: {}. They go on firing; if no other"
                        + " program has declared them, remove them with JobSchedules.removeUndeclared",
                file,
                names);
        notifyAsync(it -> it.onUndeclaredSchedules(names));
    }

    @Override
    public void onInternalFailure(String what, Throwable cause) {
        if (cause instanceof ClosedException) {
            log.debug("{}: {}: {}", file, what, FailureText.describe(cause));
        } else {
            log.warn("{}: {}: {}", file, what, FailureText.describe(cause));
        }
        notifyAsync(it -> it.onInternalFailure(what, cause));
    }

    /** On the thread of the job if that is where it happens. */
    private void notifyUser(JobContext context, Consumer<JobListener> event) {
        if (context instanceof LocalAttempt attempt && attempt.isOnItsThread()) {
            notifyUser(event);
        } else {
            notifyAsync(event);
        }
    }

    private void notifyAsync(Consumer<JobListener> event) {
        if (user != NONE) {
            events.add(() -> notifyUser(event));
        }
    }

    private void notifyUser(Consumer<JobListener> event) {
        if (user == NONE) {
            return;
        }
        try {
            event.accept(user);
        } catch (Throwable e) {
            log.warn("{}: a listener threw {}", file, FailureText.describe(e));
        }
    }
}
