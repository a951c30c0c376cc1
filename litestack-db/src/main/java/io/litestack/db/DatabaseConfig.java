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
 * The settings of a {@link Database}. Immutable; build one with {@link #builder}.
 *
 * @param store the settings of the file. Required.
 * @param migrations where the migrations come from that are applied at open. Default {@link Migrations#standard}.
 * @param migrationTimeout how long one migration may last, and how long to wait for another process that migrates. More
 *     than zero, at most a year; default 1 hour.
 * @param baseline the version up to which migrations count as applied to a file that has tables but no history of
 *     migrations, because something else made it; they are not run there. A new file gets all of them. Zero or more; default
 *     0, none.
 * @param seed writes the first rows of a database, after the migrations; it runs once in the life of a file, in a
 *     transaction of its own. Default nothing.
 */
public record DatabaseConfig(
        StoreConfig store,
        Migrations migrations,
        Duration migrationTimeout,
        long baseline,
        Optional<Consumer<? super Transaction>> seed) {
    /**
     * Checks the values. The parameters are described above; {@link #builder} knows the defaults.
     *
     * @param store see above
     * @param migrations see above
     * @param migrationTimeout see above
     * @param baseline see above
     * @param seed see above
     * @throws ConfigException if one is out of bounds
     */
    public DatabaseConfig {
        Objects.requireNonNull(store);
        Objects.requireNonNull(migrations);
        Objects.requireNonNull(seed);
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
                .baseline(baseline);
        builder.seed = seed;
        return builder;
    }

    /** Collects settings; nothing is checked before {@link #build}. Not thread-safe. */
    public static final class Builder {
        private StoreConfig store;
        private Migrations migrations = Migrations.standard();
        private Duration migrationTimeout = Duration.ofHours(1);
        private long baseline;
        private Optional<Consumer<? super Transaction>> seed = Optional.empty();

        Builder(StoreConfig store) {
            this.store = store;
        }

        /**
         * Sets {@link DatabaseConfig#store()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder store(StoreConfig value) {
            store = value;
            return this;
        }

        /**
         * Sets {@link DatabaseConfig#migrations()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder migrations(Migrations value) {
            migrations = value;
            return this;
        }

        /**
         * Sets {@link DatabaseConfig#migrationTimeout()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder migrationTimeout(Duration value) {
            migrationTimeout = value;
            return this;
        }

        /**
         * Sets {@link DatabaseConfig#baseline()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder baseline(long value) {
            baseline = value;
            return this;
        }

        /**
         * Sets {@link DatabaseConfig#seed()}.
         *
         * @param value the new setting
         * @return this builder
         */
        public Builder seed(Consumer<? super Transaction> value) {
            seed = Optional.of(value);
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException if one is out of bounds
         */
        public DatabaseConfig build() {
            return new DatabaseConfig(store, migrations, migrationTimeout, baseline, seed);
        }
    }
}
