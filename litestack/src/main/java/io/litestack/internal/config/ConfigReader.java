package io.litestack.internal.config;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import io.litestack.core.spi.config.tree.ConfigNode.Nothing;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a YAML or JSON file to a tree of sections. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads a file whose name ends in {@code .yml}, {@code .yaml} or {@code .json}. Only its form is checked; variables are not
     * replaced yet.
     *
     * @param problems gets what is wrong with it
     * @return what is in it, or empty if it cannot be read
     */
    public static Optional<ConfigSection> read(Path file, ConfigProblems problems) {
        String source = file.toString();
        return SourceText.read(file, problems)
                .flatMap(text -> SourceText.isJson(file)
                        ? JsonReader.read(source, text, problems)
                        : YamlReader.read(source, text, problems))
                .flatMap(root -> topOf(root, problems));
    }

    private static Optional<ConfigSection> topOf(ConfigNode root, ConfigProblems problems) {
        if (root instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            return Optional.of(ConfigSection.of(mapping, ""));
        }
        boolean isEmpty = root instanceof Nothing || root instanceof Mapping;
        problems.add(
                root.place().whole(),
                isEmpty
                        ? "has no settings in it; delete it to have the defaults"
                        : "must hold keys and their values, but holds " + root.kind());
        return Optional.empty();
    }
}
