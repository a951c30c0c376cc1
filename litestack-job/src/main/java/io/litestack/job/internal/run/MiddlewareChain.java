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

    /** The handler has returned null, which is an error. */
    private boolean isNull;

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
        // what the handler threw, and no middleware let through, has not happened
        return chain.outcome == null && !chain.isNull ? Outcome.done() : chain.outcome;
    }

    private void run(int from) throws Exception {
        if (from < middleware.size()) {
            middleware.get(from).around(context, () -> run(from + 1));
        } else if (hasRun) {
            throw new IllegalStateException("a middleware has run the handler of " + context + " twice");
        } else {
            hasRun = true;
            Outcome returned = handler.run(payload, context);
            isNull = returned == null;
            outcome = returned;
        }
    }
}
