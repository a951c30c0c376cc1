package io.litestack.db.internal.url;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A URL and the properties beside it, which win over it.
 *
 * @param place which database: connections with the same place and settings share one
 * @param settings the settings of the database, by the keys of a configuration
 * @param isReadOnly whether connections only read
 * @param ignored the names of properties that nobody knows
 */
record ConnectionUrl(Place place, Map<String, String> settings, boolean isReadOnly, List<String> ignored) {
    /**
     * Where a database is.
     *
     * @param file its file, empty for a temporary one
     * @param name what it is called
     */
    record Place(Optional<Path> file, String name) {}

    /** How a URL begins; the second one is for tools that choose by the beginning. */
    private static final List<String> PREFIXES = List.of("jdbc:litestack:", "jdbc:sqlite:litestack:");

    /** The names of a temporary database, which may be followed by a colon and a name of its own. */
    private static final List<String> TEMPORARY = List.of("temporary", "memory", ":memory:");

    /** What every tool gives, and SQLite has not. */
    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    static boolean isOne(@Nullable String url) {
        return url != null && PREFIXES.stream().anyMatch(url::startsWith);
    }

    /**
     * Reads a URL that is one.
     *
     * @throws ConfigException if something is wrong with it
     */
    static ConnectionUrl of(String url, Properties properties) {
        ConfigProblems problems = new ConfigProblems(url);
        String rest = withoutPrefix(url);
        int mark = rest.indexOf('?');
        Map<String, String> given = new TreeMap<>();
        if (mark >= 0) {
            readQuery(rest.substring(mark + 1), given, problems);
        }
        List<String> ignored = new ArrayList<>();
        readProperties(properties, given, ignored);
        ConfigSection section = ConfigSection.of("the URL", given, problems);
        UrlSettings.refuseUnknown(section, problems);
        boolean isReadOnly = isReadOnly(given, problems);
        Place place = place(mark < 0 ? rest : rest.substring(0, mark), problems);
        problems.throwIfAny();
        given.remove(UrlSettings.READ_ONLY);
        return new ConnectionUrl(place, given, isReadOnly, List.copyOf(ignored));
    }

    private static String withoutPrefix(String url) {
        return PREFIXES.stream()
                .filter(url::startsWith)
                .findFirst()
                .map(it -> url.substring(it.length()))
                .orElseThrow();
    }

    private static void readQuery(String query, Map<String, String> given, ConfigProblems problems) {
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0 && !part.isEmpty()) {
                problems.add("after the ? there must be key=value, with & between, but there is \"" + part + '"');
            } else if (!part.isEmpty() && given.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                problems.add(part.substring(0, equals) + " is given twice");
            }
        }
    }

    /** A property that is nearly a key is one that was misspelt; any other is some tool's, and no mistake. */
    private static void readProperties(Properties properties, Map<String, String> given, List<String> ignored) {
        for (String name : properties.stringPropertyNames()) {
            if (UrlSettings.isKnownOrMisspelt(name)) {
                given.put(name, properties.getProperty(name));
            } else if (!CREDENTIALS.contains(name)) {
                ignored.add(name);
            }
        }
    }

    private static boolean isReadOnly(Map<String, String> given, ConfigProblems problems) {
        String value = given.get(UrlSettings.READ_ONLY);
        if (value == null || value.equalsIgnoreCase("false")) {
            return false;
        } else if (!value.equalsIgnoreCase("true")) {
            problems.add(UrlSettings.READ_ONLY + " must be true or false, but is \"" + value + '"');
        }
        return true;
    }

    private static Place place(String text, ConfigProblems problems) {
        for (String name : TEMPORARY) {
            if (text.equals(name) || text.startsWith(name + ":")) {
                return new Place(Optional.empty(), text.substring(name.length()));
            }
        }
        if (text.startsWith("~") || text.startsWith("file:")) {
            problems.add(
                    "the path must be that of the file as it is: ~ is not expanded, and file: is part of no path; \""
                            + text + "\" would be a file in the working directory (if that is meant, begin with ./)");
            return new Place(Optional.empty(), "");
        }
        try {
            if (!text.isBlank()) {
                Path file = Path.of(text).toAbsolutePath().normalize();
                return new Place(Optional.of(file), file.toString());
            }
            problems.add("the path is missing: write jdbc:litestack:PATH, or jdbc:litestack:temporary");
        } catch (InvalidPathException e) {
            problems.add("\"" + text + "\" is not a path: " + e.getReason());
        }
        return new Place(Optional.empty(), "");
    }

    /** Everything that was given, for who asks what it means. */
    Map<String, String> given() {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(UrlSettings.READ_ONLY, String.valueOf(isReadOnly));
        return all;
    }
}
