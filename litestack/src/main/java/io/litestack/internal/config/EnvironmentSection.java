package io.litestack.internal.config;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.text.Excerpt;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Picks the part of a file that is for an environment. A file has either sections, one for each environment, or settings at its
 * top, for all environments: it has settings if one of its keys is known for one.
 *
 * @param settings the keys of settings
 * @param otherWords other words that people use for one of them, and the key that is right
 */
public record EnvironmentSection(Collection<String> settings, Map<String, String> otherWords) {
    /** Returns the settings of an environment; adds a problem if the file has sections, and none for it. */
    public ConfigSection pick(ConfigSection file, String environment, ConfigProblems problems) {
        if (isForAllEnvironments(file)) {
            return file;
        }
        if (!file.has(environment)) {
            problems.add(file.mapping().place().whole(), missing(file, environment));
            return ConfigSection.of(new Mapping(Map.of(), file.mapping().place().whole()), "");
        }
        return ConfigSection.of(file.section(environment, problems).mapping(), "");
    }

    /** Returns the names of the sections of a file; empty if its settings are for all environments. */
    public List<String> names(ConfigSection file) {
        return isForAllEnvironments(file) ? List.of() : file.keys();
    }

    private boolean isForAllEnvironments(ConfigSection file) {
        return file.keys().isEmpty() || file.keys().stream().anyMatch(settings::contains);
    }

    private String missing(ConfigSection file, String environment) {
        StringBuilder text = new StringBuilder("has no section for the environment " + environment + "; present: ");
        text.append(Excerpt.of(String.join(", ", file.keys())));
        ConfigSection.suggestion(environment, file.keys(), Map.of())
                .ifPresent(it -> text.append("; did you mean ").append(it).append('?'));
        for (String key : file.keys()) {
            ConfigSection.suggestion(key, settings, otherWords)
                    .ifPresent(it -> text.append("; if ")
                            .append(Excerpt.of(key))
                            .append(" is no environment, did you mean the setting ")
                            .append(it)
                            .append('?'));
        }
        return text.toString();
    }
}
