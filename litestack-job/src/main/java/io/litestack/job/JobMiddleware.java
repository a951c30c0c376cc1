package io.litestack.job;

/**
 * Goes around every attempt of every job in this process: for logging contexts, traces, tenants and the like. {@link
 * JobConfig.Builder#middleware} adds one. It is called by many threads at once, on that of the handler.
 *
 * <pre>{@code
 * (context, handler) -> {
 *     MDC.put("job", context.token());
 *     try {
 *         handler.run();
 *     } finally {
 *         MDC.remove("job");
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface JobMiddleware {
    /** What is around a handler: the next middleware, or the handler itself. */
    @FunctionalInterface
    interface Next {
        /**
         * Runs it; once.
         *
         * @throws Exception what it throws
         */
        void run() throws Exception;
    }

    /**
     * Runs an attempt.
     *
     * @param context the attempt
     * @param next to be run once; if it is not, the attempt has failed
     * @throws Exception what {@code next} throws, or another one: the attempt has failed then. What {@code next} throws and is
     *     not thrown on has not happened: the job is done.
     */
    void around(JobContext context, Next next) throws Exception;
}
