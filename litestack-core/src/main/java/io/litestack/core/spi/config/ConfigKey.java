package io.litestack.core.spi.config;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.YamlText;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One key of a binding. */
record ConfigKey<B, C, T>(
        String name, ConfigType<T> type, BiConsumer<B, T> setter, Function<C, T> getter, String documentation) {

    /** Hands the section's value, if it has one, to the builder. */
    void apply(ConfigSection section, B builder, ConfigProblems problems) {
        ConfigNode node = section.get(name);
        if (node == null) {
            return;
        }
        T value = type.read(node, section.pathOf(name), problems);
        if (value != null) {
            set(builder, value, section, problems);
        }
    }

    private void set(B builder, T value, ConfigSection section, ConfigProblems problems) {
        try {
            setter.accept(builder, value);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> FieldProblem.addOf(name, problem, section, problems));
        } catch (IllegalArgumentException e) {
            FieldProblem.addOf(name, String.valueOf(e.getMessage()), section, problems);
        }
    }

    /** The key as it took effect: as it was written, unless something has changed it since. */
    ConfigEntry describe(ConfigSection section, C config, @Nullable C fromFiles, @Nullable C defaults) {
        String usual = defaults == null ? "" : type.print(getter.apply(defaults));
        String actual = type.print(getter.apply(config));
        boolean isAsWritten =
                fromFiles == null || type.print(getter.apply(fromFiles)).equals(actual);
        Optional<ConfigNode> written = Optional.ofNullable(section.get(name)).filter(it -> isAsWritten);
        String origin = written.map(it -> it.place().toString()).orElse(actual.equals(usual) ? "default" : "program");
        String sample = type.sample().isEmpty() ? usual : type.sample();
        return new ConfigEntry(
                name,
                written.filter(it -> !type.isSecret()).map(ConfigKey::asWritten).orElse(actual),
                origin,
                sample,
                documentation);
    }

    private static String asWritten(ConfigNode node) {
        return node instanceof ConfigNode.Scalar scalar ? YamlText.scalar(scalar.shown()) : YamlText.flow(node);
    }

    /** The section's value in its usual form; empty if there is none, or if it cannot be read. */
    Optional<String> meaning(ConfigSection section) {
        ConfigNode node = section.get(name);
        T value = node == null ? null : type.read(node, section.pathOf(name), new ConfigProblems(""));
        return Optional.ofNullable(value).map(type::print);
    }

    /** The key and its value, for a group in one line. */
    String print(C config) {
        return name + ": " + type.print(getter.apply(config));
    }
}
