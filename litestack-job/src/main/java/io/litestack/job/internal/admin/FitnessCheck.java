package io.litestack.job.internal.admin;

import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import io.litestack.job.Job;
import io.litestack.job.JobAdmin;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import io.litestack.job.UnfitJob;
import io.litestack.job.internal.report.FailureText;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads all jobs that wait as the types of today say, and lists those that cannot be. Used once. */
final class FitnessCheck {
    private static final int PAGE = 200;

    private final JobAdmin admin;
    private final Codec codec;
    private final Function<String, @Nullable Type> payloadOf;

    /**
     * Has read nothing yet.
     *
     * @param payloadOf what the payloads of a type are read as; null if there is no such type
     */
    FitnessCheck(JobAdmin admin, Codec codec, Function<String, @Nullable Type> payloadOf) {
        this.admin = admin;
        this.codec = codec;
        this.payloadOf = payloadOf;
    }

    List<UnfitJob> run(int limit) {
        SqliteJobAdmin.checkLimit(limit);
        JobFilter waiting = JobFilter.inState(JobState.SCHEDULED, JobState.READY, JobState.BLOCKED, JobState.PARKED);
        List<UnfitJob> unfit = new ArrayList<>();
        List<Job> page = admin.find(waiting, PAGE);
        while (!page.isEmpty() && unfit.size() < limit) {
            for (Job job : page) {
                problem(job)
                        .map(it -> new UnfitJob(job.id(), job.type(), job.queue(), it))
                        .ifPresent(unfit::add);
            }
            page = admin.find(waiting, PAGE, page.get(page.size() - 1).id());
        }
        return unfit.size() > limit ? List.copyOf(unfit.subList(0, limit)) : unfit;
    }

    private Optional<String> problem(Job job) {
        Type type = payloadOf.apply(job.type());
        if (type == null) {
            return Optional.of("there is no handler for its type");
        }
        try {
            codec.decode(job.payload().bytes(), type);
            return Optional.empty();
        } catch (CodecException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(FailureText.describe(e));
        }
    }
}
