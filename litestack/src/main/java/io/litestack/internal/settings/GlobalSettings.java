package io.litestack.internal.settings;

import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.SystemPath;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigTypes;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings that are for all components.
 *
 * @param environment the environment's name
 * @param dataFolder the absolute path of the folder that holds the files
 * @param pageCacheBytes how much memory all stores together may use for pages
 * @param stopAtShutdown whether the end of the process closes what is open
 * @param closeTimeout how long a close may take, whatever hangs. Default 2 min, in which there is room for 28 s of jobs, 3 s
 *     of the cable, and 10 s of each store, their own defaults.
 */
public record GlobalSettings(
        String environment, Path dataFolder, long pageCacheBytes, boolean stopAtShutdown, Duration closeTimeout) {
    /** What a store has at least. */
    public static final long LEAST_PAGE_CACHE = 256 << 10;

    /** More memory than there is. */
    public static final long MOST_PAGE_CACHE = 1L << 40;

    public static final Duration MOST_CLOSE_TIMEOUT = Duration.ofDays(365);

    public static final ConfigBinding<Builder, GlobalSettings> BINDING = ConfigBinding.of(Builder::build)
            .key(
                    "data",
                    ConfigTypes.PATH.sampled("/srv/app/data"),
                    Builder::dataFolder,
                    GlobalSettings::dataFolder,
                    "The folder that holds the files; a relative path is in the working folder. Without it"
                            + " data/<environment>. The environment variable LITESTACK_DATA_PATH overrides it.")
            .key(
                    "page_cache",
                    ConfigTypes.SIZE,
                    Builder::pageCacheBytes,
                    GlobalSettings::pageCacheBytes,
                    "How much memory SQLite may use for pages of all stores together; what no store takes for"
                            + " itself is shared equally.")
            .key(
                    "stop_at_shutdown",
                    ConfigTypes.TRUE_OR_FALSE,
                    Builder::stopAtShutdown,
                    GlobalSettings::stopAtShutdown,
                    "Whether SIGTERM and the end of the JVM close what is open.")
            .key(
                    "close_timeout",
                    ConfigTypes.DURATION,
                    Builder::closeTimeout,
                    GlobalSettings::closeTimeout,
                    "How long a close may take in all, whatever hangs; what is not closed by then is named in the log. It"
                            + " must hold what the parts may take by their own settings, one after the other.");

    public GlobalSettings {
        ConfigProblems problems = new ConfigProblems("Litestack");
        refuseUnusable(dataFolder, problems);
        problems.betweenSizes("pageCacheBytes", LEAST_PAGE_CACHE, MOST_PAGE_CACHE, pageCacheBytes);
        problems.between("closeTimeout", Duration.ofMillis(100), MOST_CLOSE_TIMEOUT, closeTimeout);
        problems.throwIfAny();
    }

    /** What no file in it could be called is said once, by the name of the key. */
    private static void refuseUnusable(Path dataFolder, ConfigProblems problems) {
        try {
            StoreConfig.builder(dataFolder.resolve("db")).build();
        } catch (ConfigException e) {
            e.problems().forEach(it -> problems.add(it.replaceFirst("^path", "data")));
        }
    }

    public static final class Builder {
        private final String environment;
        private final Path workingFolder;
        private Path dataFolder;
        private long pageCacheBytes = 32 << 20;
        private boolean stopAtShutdown;
        private Duration closeTimeout = Duration.ofMinutes(2);

        public Builder(String environment, Path workingFolder) {
            this.environment = environment;
            this.workingFolder = workingFolder;
            dataFolder = Path.of("data").resolve(environment);
        }

        public void dataFolder(Path value) {
            dataFolder = value;
        }

        public void pageCacheBytes(long value) {
            pageCacheBytes = value;
        }

        void stopAtShutdown(boolean value) {
            stopAtShutdown = value;
        }

        public void closeTimeout(Duration value) {
            closeTimeout = value;
        }

        public GlobalSettings build() {
            Path folder = SystemPath.absolute(workingFolder.resolve(dataFolder));
            return new GlobalSettings(environment, folder, pageCacheBytes, stopAtShutdown, closeTimeout);
        }
    }
}
