package io.litestack.job;

import io.litestack.core.Codec;
import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.config.ConfigProblems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The settings of a {@link JobQueue}. Immutable; build one with {@link #builder(Path)} or {@link #builder(StoreConfig)}. Each
 * setting is explained at its method of {@link Builder}.
 *
 * @param store where jobs are stored
 * @param codec turns payloads into bytes and back
 * @param maxPayloadBytes a larger payload is refused
 * @param listener hears of what happens
 * @param middleware goes around every attempt, the first one outside
 */
public record JobConfig(
        StoreConfig store, Codec codec, int maxPayloadBytes, JobListener listener, List<JobMiddleware> middleware) {
    /** Marks a file of the queue's own ("LSJB"), so that it is never taken for something else. */
    public static final int APPLICATION_ID = 0x4C534A42;

    /**
     * Checks everything.
     *
     * @param store see above
     * @param codec see above
     * @param maxPayloadBytes see above
     * @param listener see above
     * @param middleware see above
     * @throws ConfigException with every problem found
     */
    public JobConfig {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(listener, "listener");
        middleware = List.copyOf(middleware);
        ConfigProblems problems = new ConfigProblems("JobConfig");
        problems.betweenSizes("maxPayloadBytes", 1, 64 << 20, maxPayloadBytes);
        problems.throwIfAny();
    }

    /**
     * Starts with the default settings and a file of its own at {@link Sync#FULL}: an acknowledged job survives a power
     * loss.
     *
     * @param path the file
     * @return a builder
     */
    public static Builder builder(Path path) {
        return new Builder(StoreConfig.builder(path)
                .sync(Sync.FULL)
                .applicationId(APPLICATION_ID)
                .build());
    }

    /**
     * Starts with the default settings and a given store.
     *
     * @param store where jobs are stored
     * @return a builder
     */
    public static Builder builder(StoreConfig store) {
        return new Builder(store);
    }

    /** Collects settings; nothing is checked before {@link #build}. Not thread-safe. */
    public static final class Builder {
        private StoreConfig store;
        private Codec codec = Codec.json();
        private int maxPayloadBytes = 1 << 20;
        private JobListener listener = JobListener.NONE;
        private final List<JobMiddleware> middleware = new ArrayList<>();

        private Builder(StoreConfig store) {
            this.store = store;
        }

        /**
         * Sets where jobs are stored. The configuration of a store that is open already, or is opened by others as well, puts
         * them into that file: then a job is enqueued in the same transaction as the rest. Its level of {@link Sync} is how
         * durable an acknowledged job is. The default is what the builder was made with.
         *
         * @param value the store
         * @return this builder
         */
        public Builder store(StoreConfig value) {
            store = value;
            return this;
        }

        /**
         * Sets what turns payloads into bytes and back. All processes that share the file need one that reads what the others
         * write; jobs that are stored already are read with it too. What it refuses is not enqueued, or is parked if it
         * cannot be read. Default {@link Codec#json}.
         *
         * @param value the codec
         * @return this builder
         */
        public Builder codec(Codec value) {
            codec = value;
            return this;
        }

        /**
         * Sets how large a payload may be, as the codec writes it; a larger one is refused by the enqueueing call. Store
         * large things elsewhere, and enqueue where they are. It does not concern jobs that are stored already. 1 byte to 64
         * MiB, default 1 MiB.
         *
         * @param value how many bytes
         * @return this builder
         */
        public Builder maxPayloadBytes(int value) {
            maxPayloadBytes = value;
            return this;
        }

        /**
         * Sets what hears of the events of this queue in this process. It is called by many threads, some of which wait for
         * it; see {@link JobListener}. Warnings are logged in any case. Default {@link JobListener#NONE}.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder listener(JobListener value) {
            listener = value;
            return this;
        }

        /**
         * Adds what goes around every attempt of every job in this process; what was added first is outside. It costs nothing
         * if there is none. Default none.
         *
         * @param value the middleware
         * @return this builder
         */
        public Builder middleware(JobMiddleware value) {
            middleware.add(Objects.requireNonNull(value, "middleware"));
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException with every problem found
         */
        public JobConfig build() {
            return new JobConfig(store, codec, maxPayloadBytes, listener, middleware);
        }
    }
}
