package io.litestack.internal.settings;

import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import io.litestack.internal.config.ConfigReader;
import io.litestack.internal.config.EnvironmentSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the files of an application, each of them once, and lays what a program says over what they say. It is about what the
 * files say at one moment.
 */
public final class SettingsReader {
    /** What else people call the sections. */
    public static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("database", "db"),
            Map.entry("databases", "db"),
            Map.entry("sqlite", "db"),
            Map.entry("litedb", "db"),
            Map.entry("queue", "jobs"),
            Map.entry("workers", "jobs"),
            Map.entry("litejob", "jobs"),
            Map.entry("litejobs", "jobs"),
            Map.entry("litecache", "cache"),
            Map.entry("litecable", "cable"),
            Map.entry("pubsub", "cable"));

    private final OpenRequest request;
    private final ConfigProblems problems;
    private final ConfigFiles files;
    private final Map<Path, Optional<ConfigSection>> sections;
    private boolean isComplete;

    public SettingsReader(OpenRequest request, ConfigProblems problems) {
        this(request, problems, ConfigFiles.of(request, problems), new HashMap<>());
    }

    private SettingsReader(
            OpenRequest request,
            ConfigProblems problems,
            ConfigFiles files,
            Map<Path, Optional<ConfigSection>> sections) {
        this.request = request;
        this.problems = problems;
        this.files = files;
        this.sections = sections;
    }

    /** The same files, which are not read again; what is found wrong from here on goes elsewhere. */
    public SettingsReader reportingTo(ConfigProblems others) {
        return new SettingsReader(request, others, files, sections);
    }

    /** The files that are read. */
    public ConfigFiles files() {
        return files;
    }

    /** The settings of an environment, variables not yet replaced. */
    public ConfigSection read(String environment) {
        ConfigSection base = ConfigSection.empty("defaults");
        for (Path file : files.whole().stream().toList()) {
            base = section(file)
                    .map(it -> atTop().pick(it, environment, problems))
                    .orElse(base);
            section(file).filter(it -> it.has(environment)).ifPresent(this::refuseMisspelt);
        }
        for (String section : files.own().keySet()) {
            base = withOwnFile(section, environment, base);
        }
        ConfigSection all =
                ConfigSection.of("program", request.settings(), problems).over(base);
        isComplete = problems.list().isEmpty();
        return all;
    }

    /** Whether all was read, and nothing wrong with it until then. */
    public boolean isComplete() {
        return isComplete;
    }

    private ConfigSection withOwnFile(String section, String environment, ConfigSection base) {
        Path file = files.own().getOrDefault(section, Path.of(""));
        if (base.has(section)) {
            problems.add(base.origin(section).orElse("") + ": " + section + " is configured here and in " + file
                    + "; remove one");
            return base;
        }
        return section(file)
                .map(it -> new EnvironmentSection(keysOf(section), Map.of()).pick(it, environment, problems))
                .map(it -> it.under(section).over(base))
                .orElse(base);
    }

    private Optional<ConfigSection> section(Path file) {
        return sections.computeIfAbsent(file, it -> ConfigReader.read(it, problems));
    }

    /** The environments that the files know; not those of files that cannot be read. */
    public Set<String> environments() {
        ConfigProblems ignored = new ConfigProblems("");
        Set<String> names = new LinkedHashSet<>();
        for (Path file : files.whole().stream().toList()) {
            section(file)
                    .ifPresent(it -> atTop().names(it).stream()
                            .filter(name -> isEnvironment(it.section(name, ignored), topKeys()))
                            .forEach(names::add));
        }
        return names;
    }

    /** A setting beside sections would be taken for a fragment that others merge, and have no effect. */
    private void refuseMisspelt(ConfigSection file) {
        ConfigProblems ignored = new ConfigProblems("");
        for (String key : atTop().names(file)) {
            boolean isFragment = !isEnvironment(file.section(key, ignored), topKeys())
                    && !OTHER_WORDS.containsKey(key)
                    && !key.startsWith("x-");
            Optional<String> meant = ConfigSection.slip(key, topKeys())
                    .or(() -> ConfigSection.slip(key, OTHER_WORDS.keySet()).map(OTHER_WORDS::get));
            if (isFragment && meant.isPresent()) {
                problems.add(
                        file.origin(key).orElse("") + ": " + key + " is not an environment, since it holds no setting;"
                                + " did you mean " + meant.get() + ", within the section of an environment?");
            }
        }
    }

    /** What knows no setting at all is a fragment that others merge. */
    private static boolean isEnvironment(ConfigSection section, List<String> known) {
        return section.keys().stream().anyMatch(known::contains);
    }

    private EnvironmentSection atTop() {
        return new EnvironmentSection(topKeys(), OTHER_WORDS);
    }

    /** The keys at the top of the settings. */
    public List<String> topKeys() {
        List<String> keys = new ArrayList<>(GlobalSettings.BINDING.names());
        keys.addAll(request.providers().names());
        return keys;
    }

    private List<String> keysOf(String section) {
        return request.providers().all().stream()
                .filter(it -> it.name().equals(section))
                .map(SettingsReader::keysOf)
                .findFirst()
                .orElseGet(SettingsReader::storeKeys);
    }

    /** The keys of a component's section. */
    public static List<String> keysOf(ComponentProvider<?, ?> provider) {
        List<String> keys = new ArrayList<>(storeKeys());
        keys.addAll(provider.binding().names());
        return keys;
    }

    private static List<String> storeKeys() {
        List<String> keys = new ArrayList<>(Placement.BINDING.names());
        keys.addAll(StoreKeys.BINDING.names());
        return keys;
    }
}
