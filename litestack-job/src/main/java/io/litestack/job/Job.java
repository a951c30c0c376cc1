package io.litestack.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A stored job, as it was at one moment. Immutable. Times are of the wall clocks of the processes that wrote them.
 *
 * @param id its id
 * @param state where it stands
 * @param queue its queue
 * @param priority jobs of a higher one start first
 * @param type the name under which it is stored
 * @param attempts how many attempts it has used, the running one among them
 * @param crashes how many of these ended because their process died or hung: they are none of those that a retry policy
 *     allows
 * @param maxAttempts how many it may use, if it was enqueued with a number of its own
 * @param run how often it was replayed by {@link JobAdmin#retry}
 * @param createdAt when it was enqueued
 * @param runAt when it may, or might, start at the earliest
 * @param startedAt when its last attempt began
 * @param finishedAt when it came to its final state
 * @param payload what was enqueued
 * @param tags words to find it by
 * @param metadata what was enqueued with it
 * @param reason why it is dead or parked
 * @param errors how its last attempts failed, oldest first, at most 10
 * @param progress how far it is or was, if its handler reported it
 * @param result what its handler has set with {@link JobContext#setResult}, once it is done
 * @param worker host and process of the worker that has it, while it is leased
 */
public record Job(
        long id,
        JobState state,
        String queue,
        int priority,
        String type,
        int attempts,
        int crashes,
        OptionalInt maxAttempts,
        int run,
        Instant createdAt,
        Instant runAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Payload payload,
        List<String> tags,
        Map<String, String> metadata,
        Optional<String> reason,
        List<JobError> errors,
        Optional<JobProgress> progress,
        Optional<Payload> result,
        Optional<String> worker) {
    /** Names the job and says how it stands; without its payload, and without the stacks of its errors. */
    @Override
    public String toString() {
        return "Job[id=" + id + ", type=" + type + ", queue=" + queue + ", state=" + state + ", attempts=" + attempts
                + ", runAt=" + runAt + reason.map(it -> ", reason=" + it).orElse("") + "]";
    }
}
