package io.litestack.spring;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties of {@link LitestackAutoConfiguration}. What is not said here is as {@code Litestack.open()} has it.
 *
 * @param enabled whether Litestack is opened; by default it is, unless the application has a data source of its own
 * @param config the configuration file, or the folder in which it is looked for; by default the working folder
 * @param environment the environment, which names a section of the configuration file; by default that of the system property
 *     {@code litestack.env} or of the environment variable {@code LITESTACK_ENV}, else {@code development}
 * @param dataFolder the folder that holds the files; by default {@code data/<environment>}
 * @param database the file of the database, in the data folder if it is a relative path; by default {@code db.sqlite3}
 * @param migrations whether the files in {@code db/migration} of the class path are Litestack's; by default they are, unless
 *     Flyway or Liquibase is on the class path
 * @param settings what a section of the configuration file would hold, and wins over it, such as {@code
 *     litestack.settings.db.sync=full}; by default nothing
 * @param start whether what goes on by itself, such as job workers, begins with the application; by default it does
 */
@ConfigurationProperties("litestack")
public record LitestackProperties(
        @Nullable Boolean enabled,
        @Nullable Path config,
        @Nullable String environment,
        @Nullable Path dataFolder,
        @Nullable Path database,
        @Nullable Boolean migrations,
        @Nullable Map<String, Object> settings,
        @Nullable Boolean start) {}
