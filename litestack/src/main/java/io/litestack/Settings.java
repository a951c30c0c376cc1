package io.litestack;

import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the files of an application, and lays what a program says over what they say. */
final class Settings {
    private final OpenRequest request;
    private final ConfigFiles files;
    private final ConfigProblems problems;

    Settings(OpenRequest request, ConfigProblems problems) {
        this.request = request;
        this.problems = problems;
        files = ConfigFiles.of(request, problems);
    }

    /** The files that are read. */
    ConfigFiles files() {
        return files;
    }

    /** The settings of an environment, variables not yet replaced. */
    ConfigSection read(String environment) {
        ConfigSection base = ConfigSection.empty("defaults");
        for (Path file : files.whole().stream().toList()) {
            base = ConfigSection.read(file, problems)
                    .map(it -> it.environment(environment, topKeys(), problems))
                    .orElse(base);
        }
        for (String section : files.own().keySet()) {
            base = withOwnFile(section, environment, base);
        }
        return ConfigSection.of("program", request.settings(), problems).over(base);
    }

    private ConfigSection withOwnFile(String section, String environment, ConfigSection base) {
        Path file = files.own().getOrDefault(section, Path.of(""));
        if (base.has(section)) {
            problems.add(base.origin(section).orElse("") + ": " + section + " is configured here and in " + file
                    + "; remove one");
            return base;
        }
        return ConfigSection.read(file, problems)
                .map(it -> it.environment(environment, keysOf(section), problems))
                .map(it -> it.under(section).over(base))
                .orElse(base);
    }

    /** The environments that the files know; not those of files that cannot be read. */
    Set<String> environments() {
        ConfigProblems ignored = new ConfigProblems("");
        Set<String> names = new LinkedHashSet<>();
        for (Path file : files.whole().stream().toList()) {
            ConfigSection.read(file, ignored)
                    .ifPresent(it -> it.environments(topKeys()).stream()
                            .filter(name -> isEnvironment(it.section(name, ignored), topKeys()))
                            .forEach(names::add));
        }
        return names;
    }

    /** What knows no setting at all is a fragment that others merge. */
    private static boolean isEnvironment(ConfigSection section, List<String> known) {
        return section.keys().stream().anyMatch(known::contains);
    }

    /** The keys at the top of the settings. */
    List<String> topKeys() {
        List<String> keys = new ArrayList<>(Frame.BINDING.names());
        keys.addAll(request.providers().names());
        return keys;
    }

    private List<String> keysOf(String section) {
        return request.providers().all().stream()
                .filter(it -> it.name().equals(section))
                .map(Settings::keysOf)
                .findFirst()
                .orElseGet(Settings::storeKeys);
    }

    /** The keys of a component's section. */
    static List<String> keysOf(ComponentProvider<?, ?> provider) {
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
