package io.litestack.cache;

import io.litestack.core.Codec;
import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.config.ConfigProblems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a {@link Cache}. Immutable; build one with {@link #builder(Path)} or {@link #builder(StoreConfig)}, whose methods
 * say what each setting means.
 *
 * @param store where entries are stored
 * @param codec turns values into bytes and back
 * @param maxSizeBytes how much room the entries may take on the disk
 * @param heapSizeBytes how much memory the heap tier may take, or 0 for none
 * @param maxPendingBytes how large the puts may be that wait to be written
 * @param compressAboveBytes from which size on values are compressed, or 0 for never
 * @param defaultExpiry how long an entry counts that says nothing itself
 * @param coherence how soon a read must see what others have written
 * @param maxStaleness how old a value of the heap may be, if relaxed
 * @param listener hears of what happens
 */
public record CacheConfig(
        StoreConfig store,
        Codec codec,
        long maxSizeBytes,
        long heapSizeBytes,
        long maxPendingBytes,
        long compressAboveBytes,
        Duration defaultExpiry,
        Coherence coherence,
        Duration maxStaleness,
        CacheListener listener) {
    /** Marks a file of the cache's own ("LSCA"), so that it is never taken for something else. */
    public static final int APPLICATION_ID = 0x4C534341;

    private static final long LEAST_SIZE = 8L << 20;
    private static final long MOST_SIZE = 1L << 44;

    /**
     * Checks everything; {@link #builder} knows the defaults.
     *
     * @param store see above
     * @param codec see above
     * @param maxSizeBytes see above
     * @param heapSizeBytes see above
     * @param maxPendingBytes see above
     * @param compressAboveBytes see above
     * @param defaultExpiry see above
     * @param coherence see above
     * @param maxStaleness see above
     * @param listener see above
     * @throws ConfigException with every problem found
     */
    public CacheConfig {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(coherence, "coherence");
        Objects.requireNonNull(listener, "listener");
        ConfigProblems problems = new ConfigProblems("CacheConfig");
        problems.betweenSizes("maxSizeBytes", LEAST_SIZE, MOST_SIZE, maxSizeBytes);
        problems.betweenSizes("heapSizeBytes", 0, MOST_SIZE, heapSizeBytes);
        problems.betweenSizes("maxPendingBytes", 64 << 10, 1L << 40, maxPendingBytes);
        problems.betweenSizes("compressAboveBytes", 0, 1L << 40, compressAboveBytes);
        problems.between("defaultExpiry", Duration.ofMillis(1), Duration.ofDays(36_500), defaultExpiry);
        problems.between("maxStaleness", Duration.ofMillis(1), Duration.ofMinutes(1), maxStaleness);
        problems.throwIfAny();
    }

    /**
     * Starts with the default settings and a file of its own at {@link Sync#OFF}: it survives restarts and crashes of processes,
     * and begins empty after a crash of the operating system.
     *
     * @param path the file
     * @return a builder
     */
    public static Builder builder(Path path) {
        return new Builder(StoreConfig.builder(path)
                .sync(Sync.OFF)
                .applicationId(APPLICATION_ID)
                .build());
    }

    /**
     * Starts with the default settings and a given store.
     *
     * @param store where entries are stored
     * @return a builder
     */
    public static Builder builder(StoreConfig store) {
        return new Builder(store);
    }

    /** Collects settings; nothing is checked before {@link #build}. Each method returns this builder. Not thread-safe. */
    public static final class Builder {
        private StoreConfig store;
        private Codec codec = Codec.json();
        private long maxSizeBytes = 128L << 20;
        private long heapSizeBytes = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
        private long maxPendingBytes = 16L << 20;
        private long compressAboveBytes;
        private Duration defaultExpiry = Duration.ofDays(30);
        private Coherence coherence = Coherence.RELAXED;
        private Duration maxStaleness = Duration.ofMillis(5);
        private CacheListener listener = CacheListener.NONE;

        private Builder(StoreConfig store) {
            this.store = store;
        }

        /**
         * Sets where entries are stored. The configuration of a store that is open already, or is opened by others as well, puts
         * them into that file: then an {@link CacheNamespace#evict evict} is part of the very transaction, and puts are committed
         * between those of the application, at the level of that file. The default is what the builder was made with.
         *
         * @param value the store
         * @return this builder
         */
        public Builder store(StoreConfig value) {
            store = value;
            return this;
        }

        /**
         * Sets what turns values into bytes and back, but for those types that have a codec of their own, and those that are stored
         * as they are. All processes that share the file need one that reads what the others write. Default {@link Codec#json}.
         *
         * @param value the codec
         * @return this builder
         */
        public Builder codec(Codec value) {
            codec = value;
            return this;
        }

        /**
         * Sets how much room the entries may take on the disk, with all that belongs to them; the write-ahead log comes on top. When
         * it is full those that were not read for long have to go. All processes that share the file need the same. 8 MiB to 16 TiB,
         * default 128 MiB.
         *
         * @param value in bytes
         * @return this builder
         */
        public Builder maxSizeBytes(long value) {
            maxSizeBytes = value;
            return this;
        }

        /**
         * Sets how much memory this instance may take for entries, as far as that can be estimated; 0 for none, so that each read goes
         * to the file. A value of more than a 64th of it stays out. Up to 16 TiB, default 64 MiB and at most an eighth of the
         * JVM's memory.
         *
         * @param value in bytes
         * @return this builder
         */
        public Builder heapSizeBytes(long value) {
            heapSizeBytes = value;
            return this;
        }

        /**
         * Sets how large the puts may be that wait to be written; they are in memory until then, beside {@link #heapSizeBytes}. When
         * it is reached, or the oldest has waited for 200 ms, puts wait for their turn, so that they go at the speed of the file. Only if
         * nothing is written for 250 ms they do not wait any more, and their keys are misses. 64 KiB to 1 TiB, default 16 MiB.
         *
         * @param value in bytes
         * @return this builder
         */
        public Builder maxPendingBytes(long value) {
            maxPendingBytes = value;
            return this;
        }

        /**
         * Sets from which size on values are compressed with LZ4, if that makes them smaller; 0 for never. It takes the artifact {@code
         * at.yawk.lz4:lz4-java}, which the application must add. Default 0.
         *
         * @param value in bytes
         * @return this builder
         */
        public Builder compressAboveBytes(long value) {
            compressAboveBytes = value;
            return this;
        }

        /**
         * Sets how long an entry counts that says nothing itself. 1 ms to 36,500 days, default 30 days.
         *
         * @param value how long, from its write on
         * @return this builder
         */
        public Builder defaultExpiry(Duration value) {
            defaultExpiry = value;
            return this;
        }

        /**
         * Sets how soon a read must see what others have written. All processes that share the file need the same. Default {@link
         * Coherence#RELAXED}.
         *
         * @param value how soon
         * @return this builder
         */
        public Builder coherence(Coherence value) {
            coherence = value;
            return this;
        }

        /**
         * Sets for how long a value may still be read from the heap after another instance has changed it, if the cache is {@link
         * Coherence#RELAXED}. It is as a rule seen much sooner; the bound holds whatever happens to this process. A shorter one costs a
         * look at the file more often. 1 ms to one minute, default 5 ms.
         *
         * @param value how long
         * @return this builder
         */
        public Builder maxStaleness(Duration value) {
            maxStaleness = value;
            return this;
        }

        /**
         * Sets what hears of the events of this cache in this process. Warnings are logged in any case. Default {@link
         * CacheListener#NONE}.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder listener(CacheListener value) {
            listener = value;
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException with every problem found
         */
        public CacheConfig build() {
            return new CacheConfig(
                    store,
                    codec,
                    maxSizeBytes,
                    heapSizeBytes,
                    maxPendingBytes,
                    compressAboveBytes,
                    defaultExpiry,
                    coherence,
                    maxStaleness,
                    listener);
        }
    }
}
