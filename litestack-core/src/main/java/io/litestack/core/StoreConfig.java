package io.litestack.core;

import io.litestack.core.spi.SystemPath;
import io.litestack.core.spi.config.ConfigProblems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/**
 * The settings of a {@link Store}. Immutable; build one with {@link #builder}, whose methods say what each setting means.
 *
 * <p>Whoever opens a file that is open in the same process must have the same settings, but for the path, under which the file may
 * have several names, and the listener.
 *
 * @param path the absolute path of the database file
 * @param sync what a commit waits for
 * @param checkpoint who empties the write-ahead log
 * @param readers how many connections serve reads
 * @param pageCacheBytes how much memory SQLite may use for pages
 * @param timeouts how long things may take
 * @param applicationId the mark that the file carries, or 0
 * @param commandQueueCapacity how many writes of the modules may wait
 * @param environment the clocks and threads of the process
 * @param listener gets the events
 */
public record StoreConfig(
        Path path,
        Sync sync,
        Checkpoint checkpoint,
        int readers,
        long pageCacheBytes,
        Timeouts timeouts,
        int applicationId,
        int commandQueueCapacity,
        Environment environment,
        StoreListener listener) {
    /** The {@link Builder#leakDetection} of a store for which it is not set. */
    public static final Duration USUAL_LEAK_DETECTION = Duration.ofSeconds(10);

    /**
     * How long things may take; each more than zero and at most 365 days. {@link Builder} says what each means.
     *
     * @param waitTimeout of a wait for the writer or a reader
     * @param transactionTimeout of a write transaction
     * @param queryTimeout of a statement on a reader
     * @param syncTimeout of a wait for a flush
     * @param closeTimeout of running transactions once the store closes
     * @param slowTransaction of a write transaction before it is reported
     * @param leakDetection of what was lent and is not used, before it is reported; empty for 10 seconds
     */
    public record Timeouts(
            Duration waitTimeout,
            Duration transactionTimeout,
            Duration queryTimeout,
            Duration syncTimeout,
            Duration closeTimeout,
            Duration slowTransaction,
            Optional<Duration> leakDetection) {
        void check(ConfigProblems problems) {
            problems.positive("waitTimeout", waitTimeout);
            problems.positive("transactionTimeout", transactionTimeout);
            problems.positive("queryTimeout", queryTimeout);
            problems.positive("syncTimeout", syncTimeout);
            problems.positive("closeTimeout", closeTimeout);
            problems.positive("slowTransaction", slowTransaction);
            leakDetection.ifPresent(it -> problems.positive("leakDetection", it));
        }
    }

    /**
     * What a store takes from its process, and a test may replace.
     *
     * @param clock where wall-clock time is read
     * @param ticker where spans of time are measured
     * @param threads makes the threads that a store starts
     */
    public record Environment(InstantSource clock, Ticker ticker, ThreadFactory threads) {}

    /**
     * Checks everything and makes the path absolute; {@link #builder} knows the defaults.
     *
     * @param path the database file
     * @param sync what a commit waits for
     * @param checkpoint who empties the write-ahead log
     * @param readers how many connections serve reads
     * @param pageCacheBytes how much memory SQLite may use for pages
     * @param timeouts how long things may take
     * @param applicationId the mark that the file carries, or 0
     * @param commandQueueCapacity how many writes of the modules may wait
     * @param environment the clocks and threads of the process
     * @param listener gets the events
     * @throws ConfigException with every problem found
     */
    public StoreConfig {
        Path given = path;
        path = SystemPath.absolute(path);
        ConfigProblems problems = new ConfigProblems("StoreConfig of " + path);
        StorePath.check(given, path, problems);
        problems.between("readers", 1, 64, readers);
        problems.betweenSizes("pageCacheBytes", 256 << 10, 1L << 40, pageCacheBytes);
        problems.between("commandQueueCapacity", 16, 1_000_000, commandQueueCapacity);
        timeouts.check(problems);
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

    /**
     * Returns {@link Timeouts#waitTimeout}.
     *
     * @return the bound of a wait for the writer or a reader
     */
    public Duration waitTimeout() {
        return timeouts.waitTimeout;
    }

    /**
     * Returns {@link Timeouts#transactionTimeout}.
     *
     * @return the bound of a write transaction
     */
    public Duration transactionTimeout() {
        return timeouts.transactionTimeout;
    }

    /**
     * Returns {@link Timeouts#queryTimeout}.
     *
     * @return the bound of a statement on a reader
     */
    public Duration queryTimeout() {
        return timeouts.queryTimeout;
    }

    /**
     * Returns {@link Timeouts#syncTimeout}.
     *
     * @return the bound of a wait for a flush
     */
    public Duration syncTimeout() {
        return timeouts.syncTimeout;
    }

    /**
     * Returns {@link Timeouts#closeTimeout}.
     *
     * @return the bound of running transactions once the store closes
     */
    public Duration closeTimeout() {
        return timeouts.closeTimeout;
    }

    /**
     * Returns {@link Timeouts#slowTransaction}.
     *
     * @return the bound of a write transaction before it is reported
     */
    public Duration slowTransaction() {
        return timeouts.slowTransaction;
    }

    /**
     * Returns {@link Timeouts#leakDetection}.
     *
     * @return the bound of a loan that is not used before it is reported, if it was set
     */
    public Optional<Duration> leakDetection() {
        return timeouts.leakDetection;
    }

    /**
     * Returns {@link Environment#clock}.
     *
     * @return where wall-clock time is read
     */
    public InstantSource clock() {
        return environment.clock;
    }

    /**
     * Returns {@link Environment#ticker}.
     *
     * @return where spans of time are measured
     */
    public Ticker ticker() {
        return environment.ticker;
    }

    /**
     * Returns {@link Environment#threads}.
     *
     * @return what makes the threads
     */
    public ThreadFactory threads() {
        return environment.threads;
    }

    /**
     * Collects settings; nothing is checked before {@link #build}. Each method returns this builder. Not thread-safe.
     */
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
        private Optional<Duration> leakDetection = Optional.empty();
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
            waitTimeout = config.waitTimeout();
            transactionTimeout = config.transactionTimeout();
            queryTimeout = config.queryTimeout();
            syncTimeout = config.syncTimeout();
            closeTimeout = config.closeTimeout();
            slowTransaction = config.slowTransaction();
            leakDetection = config.leakDetection();
            applicationId = config.applicationId;
            commandQueueCapacity = config.commandQueueCapacity;
            clock = config.clock();
            ticker = config.ticker();
            threads = config.threads();
            listener = config.listener;
        }

        /**
         * Names the database file, which is created with its folders if it is missing. A relative path is in the working
         * folder; URLs, {@code :memory:} and names that end in {@code -wal}, {@code -shm} or {@code -journal} are refused. A
         * link to a file that is open in this process opens that store once more. There is no default.
         *
         * @param value the file
         * @return this builder
         */
        public Builder path(Path value) {
            path = value;
            return this;
        }

        /**
         * Sets what a commit waits for. {@link Sync#NORMAL} waits for no disk and may lose the last commits at a power loss;
         * {@link Sync#FULL} waits for a flush that concurrent commits share; {@link Sync#OFF} is for what can be built again,
         * since a power loss may damage the file. {@link WriteOptions#synced} makes a single write wait on a store at {@code
         * NORMAL}; the wait is that of {@link #syncTimeout}. Default {@link Sync#NORMAL}.
         *
         * @param value the level
         * @return this builder
         */
        public Builder sync(Sync value) {
            sync = value;
            return this;
        }

        /**
         * Sets who moves the write-ahead log into the database file and so keeps it short. {@link Checkpoint#EXTERNAL} leaves
         * it to a replicator such as Litestream: no connection of this store does it then, not even the last one at close.
         * Both of them at once would lose frames that the replicator has not copied, so all processes on the file must agree.
         * Default {@link Checkpoint#INTERNAL}.
         *
         * @param value who does it
         * @return this builder
         */
        public Builder checkpoint(Checkpoint value) {
            checkpoint = value;
            return this;
        }

        /**
         * Sets how many connections serve reads, 1 to 64; they are opened at the first need. A read that finds all of them
         * taken waits, for at most {@link #waitTimeout}; a read inside a read or a write needs none. Each has its part of
         * {@link #pageCacheBytes}, so more readers mean smaller caches. Default the number of processors, at least 2 and at
         * most 8.
         *
         * @param value 1 to 64
         * @return this builder
         */
        public Builder readers(int value) {
            readers = value;
            return this;
        }

        /**
         * Sets how much memory SQLite may use for pages of this file, in bytes, 256 KiB to 1 TiB. It is taken only as pages
         * are read, and given back at close. The writer has half of it, the {@link #readers} together the other half; what the
         * operating system caches of the file is not counted. Default 8 MiB; the facade divides one budget among its stores
         * instead.
         *
         * @param value in bytes, 256 KiB to 1 TiB
         * @return this builder
         */
        public Builder pageCacheBytes(long value) {
            pageCacheBytes = value;
            return this;
        }

        /**
         * Sets how long a write waits for the writer, or a read for a reader, before it fails with {@link StoreBusyException},
         * which says who held it. It must be more than zero: there is no way to wait for ever. It counts apart from {@link
         * #transactionTimeout}, which begins when the wait ends; {@link WriteOptions#withWaitTimeout} changes it for one
         * write. Default 5 seconds.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder waitTimeout(Duration value) {
            waitTimeout = value;
            return this;
        }

        /**
         * Sets how long a write transaction may last, from the moment it has the writer; then its statement is interrupted, it
         * is rolled back and fails with {@link TimeLimitException}. Code between two statements is not interrupted: the next
         * statement is refused. A commit that has begun is not interrupted either, and its wait for a flush has its own {@link
         * #syncTimeout}; {@link WriteOptions#withTransactionTimeout} changes the bound for one write. Default 60 seconds.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder transactionTimeout(Duration value) {
            transactionTimeout = value;
            return this;
        }

        /**
         * Sets how long one statement on a reader may run before it is interrupted and fails with {@link TimeLimitException}.
         * A {@code read} of several statements may last longer than that in all. Statements inside a write are bounded by
         * {@link #transactionTimeout} instead, and {@link Store#integrityCheck} by this one for each of its two parts. Default
         * 60 seconds.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder queryTimeout(Duration value) {
            queryTimeout = value;
            return this;
        }

        /**
         * Sets how long a commit waits for a flush that another thread makes before it fails with {@link
         * OutcomeUnknownException}: the commit is visible then, but a power loss may take it. It does not bound the thread
         * that makes the flush: the first committer that finds nobody flushing does it itself, and the operating system gives
         * no way to break off an fsync, so on a disk that does not answer that thread hangs for as long as the disk does. It
         * means nothing at {@link Sync#OFF}, and at {@link Sync#NORMAL} only for synced writes and {@link Store#sync}. Default
         * 30 seconds.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder syncTimeout(Duration value) {
            syncTimeout = value;
            return this;
        }

        /**
         * Sets how long {@link Store#close} lets running transactions, completions, flushes and reads go on, all together,
         * before it stops them. It is not the longest that a close may take: rolling back a transaction that does not end has
         * another second, and the last checkpoint and the closing of the file a second beyond that. If even that is not enough
         * (a slow disk, a statement that cannot be interrupted) the close returns with a warning, the file is closed as soon
         * as that ends, and opening it again in this process waits for it, {@code closeTimeout} and {@link #waitTimeout}
         * together. Default 10 seconds.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder closeTimeout(Duration value) {
            closeTimeout = value;
            return this;
        }

        /**
         * Sets how long a write transaction may hold the writer before it is reported, with its stack, to the log and the
         * {@link #listener}. Each place in the code is reported once. It changes nothing for the transaction itself, which
         * goes on until {@link #transactionTimeout}; a large value switches the report off. Default 250 milliseconds.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder slowTransaction(Duration value) {
            slowTransaction = value;
            return this;
        }

        /**
         * Sets how long a connection of a data source may hold the writer or a reader without using it before it is reported, to
         * the log and the {@link #listener}, as probably forgotten, and has the place in the code recorded where each of them is
         * taken, which costs some microseconds each. Without it 10 seconds, and the place is recorded only for those that begin
         * with a statement that was reported before: the first report names the thread and the statement, the next one the place
         * too. A write transaction is reported after half its {@link #transactionTimeout} at the latest. Each place and statement
         * is reported once; nothing is taken away from who is reported.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder leakDetection(Duration value) {
            leakDetection = Optional.of(value);
            return this;
        }

        /**
         * Sets the mark that a new file gets and an existing one must carry ({@code PRAGMA application_id}), so that a store
         * never takes another application's file for its own. 0 neither sets nor checks one. A file that several components
         * share can carry no mark of one of them. Default 0.
         *
         * @param value any number, or 0
         * @return this builder
         */
        public Builder applicationId(int value) {
            applicationId = value;
            return this;
        }

        /**
         * Sets how many commands (the writes of the modules, such as enqueueing a job) may wait for the writer or for their
         * completion before submitting another blocks, 16 to 1,000,000. A command that comes from inside a transaction or a
         * completion is never blocked. Whoever is blocked for longer than {@link #waitTimeout} fails with {@link
         * StoreBusyException}. A larger queue takes larger bursts, and memory for the values of each command. Default 8,192
         * commands.
         *
         * @param value 16 to 1,000,000
         * @return this builder
         */
        public Builder commandQueueCapacity(int value) {
            commandQueueCapacity = value;
            return this;
        }

        /**
         * Sets where wall-clock time is read, for times that are stored. A test can give one that stands still. Spans of time
         * are measured by the {@link #ticker} instead. Default the system's clock.
         *
         * @param value the clock
         * @return this builder
         */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        /**
         * Sets where spans of time are measured, such as those of all the timeouts here. A test can give one that it moves by
         * hand; waits of the operating system are not moved by it. Times that are stored are read from the {@link #clock}
         * instead. Default the system's monotonic clock.
         *
         * @param value the ticker
         * @return this builder
         */
        public Builder ticker(Ticker value) {
            ticker = value;
            return this;
        }

        /**
         * Sets what makes the few threads that a store starts at the first need; the package names them. The store gives each
         * its name. A factory that returns no thread or throws is asked again later, and work goes on without that thread as
         * far as possible. Default daemon threads, which do not keep the JVM from ending.
         *
         * @param value makes threads
         * @return this builder
         */
        public Builder threads(ThreadFactory value) {
            threads = value;
            return this;
        }

        /**
         * Sets who gets the events of the store, such as slow transactions and checkpoints that starve. Warnings are logged in
         * any case, so {@link StoreListener#NONE} hides nothing. If the file is opened several times in a process, the
         * listeners of all openers get them, each until its opener closes. Default {@link StoreListener#NONE}.
         *
         * @param value gets the events
         * @return this builder
         */
        public Builder listener(StoreListener value) {
            listener = value;
            return this;
        }

        /**
         * Checks the settings, all of them before it fails.
         *
         * @return the configuration
         * @throws ConfigException with every problem found
         */
        public StoreConfig build() {
            Timeouts timeouts = new Timeouts(
                    waitTimeout,
                    transactionTimeout,
                    queryTimeout,
                    syncTimeout,
                    closeTimeout,
                    slowTransaction,
                    leakDetection);
            return new StoreConfig(
                    path,
                    sync,
                    checkpoint,
                    readers,
                    pageCacheBytes,
                    timeouts,
                    applicationId,
                    commandQueueCapacity,
                    new Environment(clock, ticker, threads),
                    listener);
        }
    }
}
