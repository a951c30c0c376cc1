package io.litestack.job.internal;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobWorkers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Offers the job queue to the facade. */
public final class JobProvider implements ComponentProvider<JobSetup.Builder, JobSetup> {
    /** For the service loader. */
    public JobProvider() {}

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public Class<?> type() {
        return JobQueue.class;
    }

    @Override
    public String purpose() {
        return "Jobs that survive crashes, and the workers that run them once the application is started.";
    }

    @Override
    public void configureStore(StoreConfig.Builder store) {
        StoreConfig usual = JobConfig.builder(Path.of("jobs.sqlite3")).build().store();
        store.sync(usual.sync()).applicationId(usual.applicationId());
    }

    @Override
    public JobSetup.Builder builder(StoreConfig store) {
        return new JobSetup.Builder(store);
    }

    @Override
    public List<?> builders(JobSetup.Builder builder) {
        return List.of(builder.jobs, builder.workers);
    }

    @Override
    public ConfigBinding<JobSetup.Builder, JobSetup> binding() {
        return JobSetup.BINDING;
    }

    @Override
    public Component open(JobSetup config, ComponentContext context) {
        JobQueue queue = JobQueue.open(config.jobs());
        return new Opened(queue, queue.workers(config.workers()));
    }

    private record Opened(JobQueue queue, JobWorkers workers) implements Component {
        @Override
        public Object service() {
            return queue;
        }

        @Override
        public void start() {
            workers.start();
        }

        @Override
        public String describe() {
            return workers.config().workers() + " workers, queues "
                    + workers.config().queues().stream().map(it -> it.name()).collect(Collectors.joining(", "));
        }

        @Override
        public void close() {
            queue.close();
        }
    }
}
