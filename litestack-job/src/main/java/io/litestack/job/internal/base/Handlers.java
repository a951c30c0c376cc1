package io.litestack.job.internal.base;

import io.litestack.job.HandlerOptions;
import io.litestack.job.JobHandler;
import io.litestack.job.JobType;
import io.litestack.job.Outcome;
import io.litestack.job.OutcomeHandler;
import io.litestack.job.RetryPolicy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which handler runs the jobs of which type. */
public final class Handlers {
    /**
     * A handler and how it is to be used.
     *
     * @param payload what its jobs' payloads are read as
     * @param options its options
     * @param handler the handler
     * @param returnsOutcome whether it returns what becomes of the job; otherwise its return is all that is known
     */
    public record Registered(
            Type payload, HandlerOptions options, OutcomeHandler<Object> handler, boolean returnsOutcome) {}

    private final Map<String, Registered> byName = new ConcurrentHashMap<>();
    private volatile HandledTypes types = HandledTypes.NONE;

    public <P> void addWithOutcome(JobType<P> type, HandlerOptions options, OutcomeHandler<? super P> handler) {
        add(type, options, Objects.requireNonNull(handler, "handler"), true);
    }

    public <P> void addPlain(JobType<P> type, HandlerOptions options, JobHandler<? super P> handler) {
        Objects.requireNonNull(handler, "handler");
        OutcomeHandler<P> returning = (payload, context) -> {
            handler.run(payload, context);
            return Outcome.done();
        };
        add(type, options, returning, false);
    }

    @SuppressWarnings("unchecked") // the payload is read as the type that the handler was registered with
    private synchronized <P> void add(
            JobType<P> type, HandlerOptions options, OutcomeHandler<? super P> handler, boolean returnsOutcome) {
        Objects.requireNonNull(options, "options");
        List<String> names = new ArrayList<>(type.aliases());
        names.add(type.name());
        for (String name : names) {
            if (byName.containsKey(name)) {
                throw new IllegalStateException("the job type \"" + name + "\" has a handler already");
            }
        }
        Registered registered =
                new Registered(type.payload(), options, (OutcomeHandler<Object>) handler, returnsOutcome);
        names.forEach(it -> byName.put(it, registered));
        types = HandledTypes.of(byName.keySet());
    }

    /** The types that have a handler now. */
    public HandledTypes types() {
        return types;
    }

    @Nullable
    public Registered find(String name) {
        return byName.get(name);
    }

    /** How many attempts jobs of each type have. */
    public AttemptLimits limits(RetryPolicy standard) {
        Map<String, Integer> own = new TreeMap<>();
        byName.forEach((name, handler) ->
                handler.options().retryPolicy().ifPresent(policy -> own.put(name, policy.maxAttempts())));
        return new AttemptLimits(standard.maxAttempts(), own);
    }

    public RetryPolicy policyOf(String name, RetryPolicy standard) {
        Registered registered = byName.get(name);
        return registered == null
                ? standard
                : registered.options().retryPolicy().orElse(standard);
    }
}
