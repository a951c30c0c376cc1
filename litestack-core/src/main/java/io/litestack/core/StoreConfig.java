package io.litestack.core;

import io.litestack.core.spi.SystemPath;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.PathEncoding;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link Store}. Immutable; build one with {@link #builder}.
 *
 * @param path the absolute path of the database file. Its folder is created if missing. Required.
 * @param sync what a commit waits for. Default {@link Sync#NORMAL}.
 * @param checkpoint who empties the write-ahead log. Default {@link Checkpoint#INTERNAL}.
 * @param readers how many connections serve reads; more reads than that at a time wait for each other. 1 to 64; default
 *     the number of processors, at least 2 and at most 8.
 * @param pageCacheBytes how much memory SQLite may use for pages, writer and readers together. At least 256 KiB;
 *     default 8 MiB.
 * @param waitTimeout how long a write waits for the writer, or a read for a reader, before {@link StoreBusyException}.
 *     Default 5 s.
 * @param transactionTimeout how long a write transaction may last before it is rolled back. Default 60 s.
 * @param queryTimeout how long one statement on a reader may run before it is interrupted. Default 60 s.
 * @param syncTimeout how long to wait for the disk's flush before {@link OutcomeUnknownException}. Default 30 s.
 * @param closeTimeout how long {@link Store#close} lets running transactions go on. Default 10 s.
 * @param slowTransaction a write transaction that lasts longer than this is reported, with its stack, once for each
 *     place in the code. Default 250 ms.
 * @param applicationId the mark that a new file gets and an existing one must carry, so that a store never takes
 *     another application's file for its own; see {@code PRAGMA application_id}. 0, the default, neither sets nor checks it.
 * @param commandQueueCapacity how many commands (the writes of the modules) may wait for the writer or for their
 *     completion before submitting another blocks. 16 to 1,000,000; default 8,192.
 * @param clock where wall-clock time is read. Default the system's.
 * @param ticker where spans of time are measured. Default the system's.
 * @param threads makes the few threads that a store starts; it is given their names. Default daemon threads.
 * @param listener is told what happens. Default none; warnings are logged in any case. If the file is opened several times
 *     in a process, the listeners of all openers are told, each until its opener closes; everything else above must be
 *     the same for all.
 */
public record StoreConfig(
        Path path,
        Sync sync,
        Checkpoint checkpoint,
        int readers,
        long pageCacheBytes,
        Duration waitTimeout,
        Duration transactionTimeout,
        Duration queryTimeout,
        Duration syncTimeout,
        Duration closeTimeout,
        Duration slowTransaction,
        int applicationId,
        int commandQueueCapacity,
        InstantSource clock,
        Ticker ticker,
        ThreadFactory threads,
        StoreListener listener) {

    /**
     * Checks everything and makes the path absolute. The parameters are described above; {@link #builder} knows the defaults.
     *
     * @param path see above
     * @param sync see above
     * @param checkpoint see above
     * @param readers see above
     * @param pageCacheBytes see above
     * @param waitTimeout see above
     * @param transactionTimeout see above
     * @param queryTimeout see above
     * @param syncTimeout see above
     * @param closeTimeout see above
     * @param slowTransaction see above
     * @param applicationId see above
     * @param commandQueueCapacity see above
     * @param clock see above
     * @param ticker see above
     * @param threads see above
     * @param listener see above
     * @throws ConfigException with every problem found
     */
    public StoreConfig {
        Path given = path;
        path = SystemPath.absolute(path);
        ConfigProblems problems = new ConfigProblems("StoreConfig of " + path);
        checkFileName(path, problems);
        if (isSpecial(given) || isSpecial(path.getFileName())) {
            problems.add("path must be a plain path, not a URL or a special name: \"" + given + '"'
                    + (given.toString().contains(":memory:")
                            ? "; for a store that is gone when it is closed say store: temporary, or Store.temporary()"
                            : ""));
        }
        if (given.getFileSystem() != FileSystems.getDefault()) {
            problems.add("path must be in the default file system, not in " + given.getFileSystem());
        }
        problems.between("readers", 1, 64, readers);
        problems.betweenSizes("pageCacheBytes", 256 << 10, 1L << 40, pageCacheBytes);
        problems.between("commandQueueCapacity", 16, 1_000_000, commandQueueCapacity);
        problems.positive("waitTimeout", waitTimeout);
        problems.positive("transactionTimeout", transactionTimeout);
        problems.positive("queryTimeout", queryTimeout);
        problems.positive("syncTimeout", syncTimeout);
        problems.positive("closeTimeout", closeTimeout);
        problems.positive("slowTransaction", slowTransaction);
        problems.throwIfAny();
    }

    /**
     * Starts a configuration with the default settings.
     *
     * @param path the database file
     * @return a builder
     */
    public static Builder builder(Path path) {
        return new Builder(path);
    }

    /**
     * Starts from these settings.
     *
     * @return a builder that holds a copy of them
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A name that SQLite or its driver would read as anything but a file's name is refused. */
    private static void checkFileName(Path path, ConfigProblems problems) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString();
        if (name.isEmpty()) {
            problems.add("path must name a file");
        }
        for (Path part : path) {
            if (part.toString().chars().anyMatch(it -> it < ' ' || it == 127 || it == '?' || it == '\uFFFD')) {
                String remedy = PathEncoding.problem(part.toString())
                        .map(it -> "path has letters that cannot be used, in \"" + part + "\": " + it)
                        .orElse("path must not contain '?' or control characters: rename \"" + part + '"');
                problems.add(remedy);
            }
        }
        if (name.indexOf('#') >= 0 || name.indexOf('%') >= 0) {
            problems.add("path must not have '#' or '%' in the file's name: rename \"" + name + '"');
        }
        for (String suffix : new String[] {"-wal", "-shm", "-journal"}) {
            if (name.endsWith(suffix)) {
                problems.add("path must not end in " + suffix + ", which SQLite keeps for its own files");
            }
        }
    }

    /** Whether SQLite or its driver gives it a meaning; a URL would else become folders of that name. */
    private static boolean isSpecial(@Nullable Path path) {
        String text = String.valueOf(path);
        return text.startsWith(":") || text.startsWith("file:") || text.startsWith("jdbc:");
    }

    /** Collects settings; nothing is checked before {@link #build}. Not thread-safe. */
    public static final class Builder {
        private Path path;
        private Sync sync = Sync.NORMAL;
        private Checkpoint checkpoint = Checkpoint.INTERNAL;
        private int readers = Math.max(2, Math.min(8, Runtime.getRuntime().availableProcessors()));
        private long pageCacheBytes = 8 << 20;
        private Duration waitTimeout = Duration.ofSeconds(5);
        private Duration transactionTimeout = Duration.ofSeconds(60);
        private Duration queryTimeout = Duration.ofSeconds(60);
        private Duration syncTimeout = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private Duration slowTransaction = Duration.ofMillis(250);
        private int applicationId;
        private int commandQueueCapacity = 8192;
        private InstantSource clock = InstantSource.system();
        private Ticker ticker = Ticker.system();
        private ThreadFactory threads = DaemonThreads.INSTANCE;
        private StoreListener listener = StoreListener.NONE;

        Builder(Path path) {
            this.path = path;
        }

        Builder(StoreConfig config) {
            this(config.path);
            sync = config.sync;
            checkpoint = config.checkpoint;
            readers = config.readers;
            pageCacheBytes = config.pageCacheBytes;
            waitTimeout = config.waitTimeout;
            transactionTimeout = config.transactionTimeout;
            queryTimeout = config.queryTimeout;
            syncTimeout = config.syncTimeout;
            closeTimeout = config.closeTimeout;
            slowTransaction = config.slowTransaction;
            applicationId = config.applicationId;
            commandQueueCapacity = config.commandQueueCapacity;
            clock = config.clock;
            ticker = config.ticker;
            threads = config.threads;
            listener = config.listener;
        }

        /**
         * Sets {@link StoreConfig#path()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder path(Path value) {
            path = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#sync()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder sync(Sync value) {
            sync = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#checkpoint()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder checkpoint(Checkpoint value) {
            checkpoint = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#readers()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder readers(int value) {
            readers = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#pageCacheBytes()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder pageCacheBytes(long value) {
            pageCacheBytes = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#waitTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder waitTimeout(Duration value) {
            waitTimeout = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#transactionTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder transactionTimeout(Duration value) {
            transactionTimeout = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#queryTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder queryTimeout(Duration value) {
            queryTimeout = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#syncTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder syncTimeout(Duration value) {
            syncTimeout = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#closeTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder closeTimeout(Duration value) {
            closeTimeout = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#slowTransaction()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder slowTransaction(Duration value) {
            slowTransaction = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#applicationId()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder applicationId(int value) {
            applicationId = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#commandQueueCapacity()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder commandQueueCapacity(int value) {
            commandQueueCapacity = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#clock()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#ticker()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#threads()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder threads(ThreadFactory value) {
            threads = value;
            return this;
        }

        /**
         * Sets {@link StoreConfig#listener()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder listener(StoreListener value) {
            listener = value;
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException with every problem found
         */
        public StoreConfig build() {
            return new StoreConfig(
                    path,
                    sync,
                    checkpoint,
                    readers,
                    pageCacheBytes,
                    waitTimeout,
                    transactionTimeout,
                    queryTimeout,
                    syncTimeout,
                    closeTimeout,
                    slowTransaction,
                    applicationId,
                    commandQueueCapacity,
                    clock,
                    ticker,
                    threads,
                    listener);
        }
    }
}
