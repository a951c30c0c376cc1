package io.litestack.db.internal.url;

import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import io.litestack.db.internal.settings.DatabaseKeys;
import java.nio.file.Path;
import java.sql.DriverPropertyInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a URL: those of the database's section of a configuration, and one that is about connections. */
final class UrlSettings {
    /** Whether connections only read. */
    static final String READ_ONLY = "readOnly";

    /** What people write who know other drivers. */
    private static final Map<String, String> OTHER_WORDS = Map.of(
            "synchronous", "sync", "busy_timeout", "wait_timeout", "date_class", "dates", "read_only", READ_ONLY);

    private UrlSettings() {}

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(DatabaseKeys.BINDING.names());
        keys.addAll(StoreKeys.BINDING.names());
        keys.add(READ_ONLY);
        return keys;
    }

    static boolean isKnownOrMisspelt(String name) {
        return keys().contains(name)
                || ConfigSection.suggestion(name, keys(), OTHER_WORDS).isPresent();
    }

    static void refuseUnknown(ConfigSection section, ConfigProblems problems) {
        ConfigSection rest = section;
        for (String key : section.keys()) {
            if (OTHER_WORDS.containsKey(key)) {
                problems.add("unknown key " + key + "; did you mean " + OTHER_WORDS.get(key) + "?");
                rest = rest.without(key);
            }
        }
        rest.refuseUnknown(keys(), problems);
    }

    /**
     * Makes the configuration of a database.
     *
     * @throws ConfigException if a value is wrong
     */
    static DatabaseConfig config(Path file, Map<String, String> settings) {
        ConfigProblems problems = new ConfigProblems("jdbc:litestack:" + file);
        ConfigSection section = ConfigSection.of("the URL", settings, problems);
        StoreConfig.Builder store = StoreConfig.builder(file);
        StoreKeys.BINDING.apply(section, store, problems);
        Optional<DatabaseConfig> config = StoreKeys.BINDING
                .build(section, store, problems)
                .flatMap(it -> {
                    DatabaseConfig.Builder builder = builder(it);
                    DatabaseKeys.BINDING.apply(section, builder, problems);
                    return DatabaseKeys.BINDING.build(section, builder, problems);
                });
        problems.throwIfAny();
        return config.orElseThrow();
    }

    /** A tool that looks at a file does not change it. */
    private static DatabaseConfig.Builder builder(StoreConfig store) {
        return DatabaseConfig.builder(store).migrations(Migrations.none());
    }

    /** All keys, with the values that are given or else used. */
    static DriverPropertyInfo[] describe(Map<String, String> given) {
        StoreConfig store = StoreConfig.builder(Path.of("any.db")).build();
        DatabaseConfig database = builder(store).build();
        ConfigSection none = ConfigSection.empty("defaults");
        List<ConfigEntry> entries = new ArrayList<>(DatabaseKeys.BINDING.describe(none, database, database));
        entries.addAll(StoreKeys.BINDING.describe(none, store, store));
        List<DriverPropertyInfo> found = new ArrayList<>();
        for (ConfigEntry entry : entries) {
            found.add(info(entry.key(), given.getOrDefault(entry.key(), entry.value()), entry.documentation()));
        }
        DriverPropertyInfo readOnly =
                info(READ_ONLY, given.getOrDefault(READ_ONLY, "false"), "Whether connections only read.");
        readOnly.choices = new String[] {"false", "true"};
        found.add(readOnly);
        return found.toArray(new DriverPropertyInfo[0]);
    }

    private static DriverPropertyInfo info(String name, String value, String description) {
        DriverPropertyInfo info = new DriverPropertyInfo(name, value);
        info.description = description;
        return info;
    }
}
