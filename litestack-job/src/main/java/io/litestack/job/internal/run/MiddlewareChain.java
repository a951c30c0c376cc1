package io.litestack.job.internal.run;

import io.litestack.job.JobContext;
import io.litestack.job.JobMiddleware;
import io.litestack.job.Outcome;
import io.litestack.job.OutcomeHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes around a handler, for one attempt. Used by its thread. */
final class MiddlewareChain {
    private final List<JobMiddleware> middleware;
    private final OutcomeHandler<Object> handler;
    private final Object payload;
    private final JobContext context;
    private @Nullable Outcome outcome;
    private boolean hasRun;

    private MiddlewareChain(
            List<JobMiddleware> middleware, OutcomeHandler<Object> handler, Object payload, JobContext context) {
        this.middleware = middleware;
        this.handler = handler;
        this.payload = payload;
        this.context = context;
    }

    static @Nullable Outcome run(
            List<JobMiddleware> middleware, OutcomeHandler<Object> handler, Object payload, JobContext context)
            throws Exception {
        MiddlewareChain chain = new MiddlewareChain(middleware, handler, payload, context);
        chain.run(0);
        if (!chain.hasRun) {
            throw new IllegalStateException("a middleware has returned without running what is around it: "
                    + "the handler of " + context + " was not called");
        }
        return chain.outcome;
    }

    private void run(int from) throws Exception {
        if (from < middleware.size()) {
            middleware.get(from).around(context, () -> run(from + 1));
        } else if (hasRun) {
            throw new IllegalStateException("a middleware has run the handler of " + context + " twice");
        } else {
            hasRun = true;
            outcome = handler.run(payload, context);
        }
    }
}
