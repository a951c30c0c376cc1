package io.litestack.job.internal;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobWorkers;
import io.litestack.job.QueueConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Offers the job queue to the facade. */
public final class JobProvider implements ComponentProvider<JobSettings.Builder, JobSettings> {
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
        return "Durable background jobs: enqueued in a transaction, retried, seen and replayed.";
    }

    @Override
    public void configureStore(StoreConfig.Builder store) {
        store.sync(Sync.FULL).applicationId(JobConfig.APPLICATION_ID);
    }

    @Override
    public JobSettings.Builder builder(StoreConfig store) {
        return new JobSettings.Builder(store);
    }

    @Override
    public List<?> builders(JobSettings.Builder builder) {
        return List.of(builder.jobs, builder.workers);
    }

    @Override
    public ConfigBinding<JobSettings.Builder, JobSettings> binding() {
        return JobSettings.KEYS;
    }

    @Override
    public Map<String, Duration> closeTimeouts(JobSettings settings) {
        Map<String, Duration> timeouts = new LinkedHashMap<>();
        timeouts.put(JobSettings.DRAIN_TIMEOUT, settings.workers().drainTimeout());
        timeouts.put(JobSettings.INTERRUPT_TIMEOUT, settings.workers().interruptTimeout());
        return timeouts;
    }

    @Override
    public Component open(JobSettings settings, ComponentContext context) {
        SqliteJobQueue queue = SqliteJobQueue.open(settings.jobs());
        return new OpenJobs(queue, queue.workers(settings.workers()), settings);
    }

    /**
     * An open queue with its workers.
     *
     * @param queue the queue
     * @param workers started with the rest of the application
     * @param settings what the files say
     */
    private record OpenJobs(SqliteJobQueue queue, JobWorkers workers, JobSettings settings) implements Component {
        @Override
        public Object service() {
            return queue;
        }

        @Override
        public void attach(Store source) {
            queue.attach(source);
        }

        @Override
        public void start() {
            settings.schedules().forEach(queue::putDeclared);
            if (settings.removesUndeclaredSchedules()) {
                queue.schedules().removeUndeclared();
            }
            workers.start();
        }

        @Override
        public String describe() {
            return workers.config().workers() + " workers on "
                    + workers.config().queues().stream().map(QueueConfig::name).collect(Collectors.joining(", "));
        }

        @Override
        public void refuseCloseInside() {
            queue.refuseCloseInside();
        }

        @Override
        public boolean runsWork() {
            return true;
        }

        @Override
        public void close() {
            queue.close();
        }
    }
}
