package io.litestack.bench.rival;

import io.litestack.bench.harness.NumberedJobs;
import io.litestack.bench.harness.Runs;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.LongStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jspecify.annotations.Nullable;

/** JobRunr on the pool of {@link HikariRival}; one at a time in a process. Thread-safe. */
public final class JobRunrRival implements NumberedJobs {
    /** What the row compares with. */
    public static final String NAME = "JobRunr";

    private static final int WORKERS = 16;
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    /** How it is set up, for the report. */
    public static final String SETTINGS = "on a pool as above, but with busy_timeout=" + HikariRival.PATIENT_MILLIS
            + "; job requests with a handler, Jackson, " + WORKERS
            + " workers, a poll interval of " + POLL_INTERVAL.toSeconds()
            + " s (the least that it accepts for SQL; a worker"
            + " that becomes free looks for more at once), no dashboard; bulk is enqueue(Stream)";

    private static final String SUCCEEDED = "select count(*) from jobrunr_jobs where state = 'SUCCEEDED'";

    private final HikariRival pool;
    private final Runs runs;
    private final JobRequestScheduler scheduler;

    private JobRunrRival(HikariRival pool, Runs runs) {
        this.pool = pool;
        this.runs = runs;
        this.scheduler = JobRunr.configure()
                .useStorageProvider(SqlStorageProviderFactory.using(pool.dataSource()))
                .useJobActivator(new Activator(new Handler(runs)))
                .useBackgroundJobServer(BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andName("bench")
                        .andWorkerCount(WORKERS)
                        .andPollInterval(POLL_INTERVAL))
                .initialize()
                .getJobRequestScheduler();
    }

    /** Opens a file of its own in the folder, and starts. */
    public static JobRunrRival start(Path folder, Sync sync, Runs runs) {
        return new JobRunrRival(HikariRival.openPatiently(folder.resolve("jobrunr.db"), sync), runs);
    }

    @Override
    public void enqueue(long number) {
        scheduler.enqueue(new Request(number));
    }

    @Override
    public void enqueueAll(long first, int count) {
        scheduler.enqueue(LongStream.range(first, first + count).mapToObj(Request::new));
    }

    @Override
    public long done() {
        return runs.count();
    }

    @Override
    public long stored() throws SQLException {
        return pool.number(SUCCEEDED);
    }

    @Override
    public void close() {
        JobRunr.destroy();
        pool.close();
    }

    /** One job. JobRunr makes it from its JSON. */
    public static final class Request implements JobRequest {
        private static final long serialVersionUID = 1L;

        private long number;

        /** For JobRunr. */
        public Request() {}

        Request(long number) {
            this.number = number;
        }

        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /** Runs a job. */
    public static final class Handler implements JobRequestHandler<Request> {
        private final Runs runs;

        Handler(Runs runs) {
            this.runs = runs;
        }

        @Override
        public void run(Request request) {
            runs.ran(request.number);
        }
    }

    /** Gives JobRunr the handler. */
    private record Activator(Handler handler) implements JobActivator {
        @Override
        public <T> @Nullable T activateJob(Class<T> type) {
            return type.isInstance(handler) ? type.cast(handler) : null;
        }
    }
}
