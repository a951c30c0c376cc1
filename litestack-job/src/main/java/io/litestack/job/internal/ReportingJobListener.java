package io.litestack.job.internal;

import io.litestack.core.ClosedException;
import io.litestack.job.JobContext;
import io.litestack.job.JobError;
import io.litestack.job.JobListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what deserves it, and passes everything on to the user's listener, whose exceptions harm nobody. */
final class ReportingJobListener implements JobListener {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.job");

    private final JobListener user;
    private final Path file;
    private final EventQueue apart;

    ReportingJobListener(JobListener user, Path file, EventQueue apart) {
        this.apart = apart;
        this.user = user;
        this.file = file;
    }

    @Override
    public void onEnqueue(long id, String type, String queue) {
        if (user != NONE) {
            tell(it -> it.onEnqueue(id, type, queue));
        }
    }

    /** The same of a job that nobody waits for. */
    void onEnqueueApart(long id, String type, String queue) {
        tellApart(it -> it.onEnqueue(id, type, queue));
    }

    @Override
    public void onStart(JobContext attempt, long waitNanos) {
        if (user != NONE) {
            tell(it -> it.onStart(attempt, waitNanos));
        }
    }

    @Override
    public void onDone(JobContext attempt, long runNanos) {
        if (user != NONE) {
            tell(it -> it.onDone(attempt, runNanos));
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
        tell(it -> it.onRetry(attempt, runNanos, delayNanos, error));
    }

    @Override
    public void onSnooze(JobContext attempt, long runNanos, long delayNanos) {
        tell(it -> it.onSnooze(attempt, runNanos, delayNanos));
    }

    @Override
    public void onDead(JobContext attempt, long runNanos, String reason) {
        log.warn("{} is given up; it is kept as dead, with its errors, and can be retried: {}", attempt, reason);
        tell(attempt, it -> it.onDead(attempt, runNanos, reason));
    }

    @Override
    public void onPark(JobContext attempt, String reason) {
        log.warn("{} is parked, and can be unparked once its cause is mended: {}", attempt, reason);
        tell(attempt, it -> it.onPark(attempt, reason));
    }

    @Override
    public void onTimeout(JobContext attempt, long runNanos) {
        log.warn("{} is over its timeout after {} ms; its thread was interrupted", attempt, runNanos / 1_000_000);
        tellApart(it -> it.onTimeout(attempt, runNanos));
    }

    @Override
    public void onInterruptIgnored(JobContext attempt, long runNanos, StackTraceElement[] stack) {
        log.error(
                "{} goes on after {} ms although it was interrupted; it keeps its thread and its lease until its handler"
                        + " returns. It stands\n    at {}",
                attempt,
                runNanos / 1_000_000,
                Arrays.stream(stack).map(Object::toString).collect(Collectors.joining("\n    at ")));
        tellApart(it -> it.onInterruptIgnored(attempt, runNanos, stack));
    }

    @Override
    public void onHandBack(JobContext attempt, long runNanos, String reason) {
        if (runNanos > 0) {
            log.info("{} is handed back after {} ms: {}", attempt, runNanos / 1_000_000, reason);
        }
        tell(attempt, it -> it.onHandBack(attempt, runNanos, reason));
    }

    @Override
    public void onLateFinish(JobContext attempt) {
        log.warn("{} ended too late: it is another's by now, or gone; its result was dropped", attempt);
        tellApart(it -> it.onLateFinish(attempt));
    }

    @Override
    public void onRescue(String worker, long jobs, String reason) {
        log.warn("{}: {} jobs of worker {} are run again, because {}", file, jobs, worker, reason);
        tellApart(it -> it.onRescue(worker, jobs, reason));
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
        tellApart(it -> it.onUnserved(queue, type, jobs));
    }

    @Override
    public void onTrouble(String what, Throwable cause) {
        if (cause instanceof ClosedException) {
            log.debug("{}: {}: {}", file, what, Texts.describe(cause));
        } else {
            log.warn("{}: {}: {}", file, what, Texts.describe(cause));
        }
        tellApart(it -> it.onTrouble(what, cause));
    }

    /** On the thread of the job if that is where it happens. */
    private void tell(JobContext context, Consumer<JobListener> event) {
        boolean isOnItsThread = context instanceof Attempt attempt
                && attempt.lease.running == attempt
                && attempt.runner == Thread.currentThread();
        if (isOnItsThread) {
            tell(event);
        } else {
            tellApart(event);
        }
    }

    private void tellApart(Consumer<JobListener> event) {
        if (user != NONE) {
            apart.add(() -> tell(event));
        }
    }

    private void tell(Consumer<JobListener> event) {
        if (user == NONE) {
            return;
        }
        try {
            event.accept(user);
        } catch (Throwable e) {
            log.warn("{}: a listener threw {}", file, Texts.describe(e));
        }
    }
}
