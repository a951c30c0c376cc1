package io.litestack.db;

import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Transaction;
import io.litestack.core.spi.config.ConfigProblems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The settings of a {@link Database}. Immutable; build one with {@link #builder}, whose methods say what each setting means.
 *
 * @param store the settings of the file
 * @param migrations where the migrations come from that are applied at open
 * @param migrationTimeout how long one migration may last, and how long to wait for another process that migrates
 * @param baseline the version up to which migrations count as applied to a file that something else made
 * @param dates how the data source stores moments
 * @param seed writes the first rows of a database
 * @param begin when a transaction of the data source begins
 */
public record DatabaseConfig(
        StoreConfig store,
        Migrations migrations,
        Duration migrationTimeout,
        long baseline,
        DateStorage dates,
        Optional<Consumer<? super Transaction>> seed,
        TransactionBegin begin) {
    /**
     * Checks the values; {@link #builder} knows the defaults.
     *
     * @param store the settings of the file
     * @param migrations where the migrations come from that are applied at open
     * @param migrationTimeout how long one migration may last, and how long to wait for another process that migrates
     * @param baseline the version up to which migrations count as applied to a file that something else made
     * @param dates how the data source stores moments
     * @param seed writes the first rows of a database
     * @param begin when a transaction of the data source begins
     * @throws ConfigException if one is out of bounds
     */
    public DatabaseConfig {
        Objects.requireNonNull(store);
        Objects.requireNonNull(migrations);
        Objects.requireNonNull(dates);
        Objects.requireNonNull(seed);
        Objects.requireNonNull(begin);
        ConfigProblems problems = new ConfigProblems("DatabaseConfig of " + store.path());
        problems.positive("migrationTimeout", migrationTimeout);
        problems.between("baseline", 0, Long.MAX_VALUE, baseline);
        problems.throwIfAny();
    }

    /**
     * Starts a configuration with the default settings.
     *
     * @param path the database file
     * @return a builder
     */
    public static Builder builder(Path path) {
        return builder(StoreConfig.builder(path).build());
    }

    /**
     * Starts a configuration with the default settings, for a file with settings of its own.
     *
     * @param store the settings of the file
     * @return a builder
     */
    public static Builder builder(StoreConfig store) {
        return new Builder(store);
    }

    /**
     * Starts from these settings.
     *
     * @return a builder that holds a copy of them
     */
    public Builder toBuilder() {
        Builder builder = builder(store)
                .migrations(migrations)
                .migrationTimeout(migrationTimeout)
                .baseline(baseline)
                .dates(dates)
                .begin(begin);
        builder.seed = seed;
        return builder;
    }

    /** Collects settings; nothing is checked before {@link #build}. Each method returns this builder. Not thread-safe. */
    public static final class Builder {
        private StoreConfig store;
        private Migrations migrations = Migrations.standard();
        private Duration migrationTimeout = Duration.ofHours(1);
        private long baseline;
        private DateStorage dates = DateStorage.TEXT;
        private Optional<Consumer<? super Transaction>> seed = Optional.empty();
        private TransactionBegin begin = TransactionBegin.LAZY;

        Builder(StoreConfig store) {
            this.store = store;
        }

        /**
         * Sets the settings of the file, such as its path, its {@link io.litestack.core.Sync} level and its time-outs. It
         * replaces those that the builder was made with, all of them; {@link StoreConfig#toBuilder} changes single ones. The
         * file's application id is not the database's business: leave it 0 for a file that other programs open too. Default
         * those of {@link #builder(Path)}: all defaults of {@link StoreConfig}.
         *
         * @param value the settings of the file
         * @return this builder
         */
        public Builder store(StoreConfig value) {
            store = value;
            return this;
        }

        /**
         * Sets where the migrations come from that are applied, in the order of their versions, before the database is handed
         * out. {@link Migrations#none} applies none, and leaves the file as it is. A file that has seen a migration which is
         * not among these is refused, so keep them all. Default {@link Migrations#standard}: {@code db/migration} on the class
         * path.
         *
         * @param value where they come from
         * @return this builder
         */
        public Builder migrations(Migrations value) {
            migrations = value;
            return this;
        }

        /**
         * Sets how long one migration may last before it is rolled back, and how long to wait for another process that
         * migrates the same file. It must be more than zero. It takes the place of the store's transaction and wait timeouts,
         * for migrations alone: they may have to copy a whole table. Default 1 hour.
         *
         * @param value more than zero, at most 365 days
         * @return this builder
         */
        public Builder migrationTimeout(Duration value) {
            migrationTimeout = value;
            return this;
        }

        /**
         * Sets the version up to which migrations count as applied to a file that has tables but no history of migrations,
         * because something else made it: they are recorded, and not run. 0 means that there is none, and such a file gets all
         * migrations; any other number must be the version of one of the {@link #migrations}. A file that is new or has a
         * history is not touched by it. Default 0.
         *
         * @param value zero or more
         * @return this builder
         */
        public Builder baseline(long value) {
            baseline = value;
            return this;
        }

        /**
         * Sets how the {@link Database#dataSource data source} stores moments, such as timestamps and instants, and whether it takes
         * a whole number for milliseconds or seconds when it reads one. It concerns JDBC alone: {@link Database}'s own methods
         * write texts in UTC. A file keeps what it has: rows of another form stay readable as {@link DateStorage} says, but do
         * not compare with new ones. Default {@link DateStorage#TEXT}.
         *
         * @param value the form
         * @return this builder
         */
        public Builder dates(DateStorage value) {
            dates = value;
            return this;
        }

        /**
         * Sets what writes the first rows of a database. It runs once in the life of a file, after the {@link #migrations} and
         * in a transaction of its own; if it throws, the database is not opened and the next opening tries again. A file that
         * existed before it had a seed gets it too. Default nothing.
         *
         * @param value writes rows
         * @return this builder
         */
        public Builder seed(Consumer<? super Transaction> value) {
            seed = Optional.of(value);
            return this;
        }

        /**
         * Sets when a transaction of {@link Database#dataSource} begins, which is when it takes the writer: at its first statement,
         * or when autocommit is switched off. It makes no difference to connections that are read-only or in autocommit mode, and
         * none to the transactions of {@link Database} itself. {@link TransactionBegin} says who needs which. Default {@link
         * TransactionBegin#LAZY}.
         *
         * @param value when it begins
         * @return this builder
         */
        public Builder begin(TransactionBegin value) {
            begin = value;
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException if one is out of bounds
         */
        public DatabaseConfig build() {
            return new DatabaseConfig(store, migrations, migrationTimeout, baseline, dates, seed, begin);
        }
    }
}
