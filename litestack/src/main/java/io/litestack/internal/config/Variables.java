package io.litestack.internal.config;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import io.litestack.core.spi.config.tree.ConfigNode.Scalar;
import io.litestack.core.spi.config.tree.ConfigNode.Sequence;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${NAME}} stands for in a value: an environment variable, or {@code ${git.branch}}. {@code ${NAME:default}} stands
 * for the default if there is no such variable; <code>$${</code> is a plain <code>${</code>. Thread-safe.
 *
 * <p>Only values are looked at, never keys, and after the file was read, so that no variable can change its structure.
 */
public final class Variables {
    private final UnaryOperator<@Nullable String> environment;
    private final Path folder;
    private final boolean isLenient;

    private Variables(UnaryOperator<@Nullable String> environment, Path folder, boolean isLenient) {
        this.environment = environment;
        this.folder = folder;
        this.isLenient = isLenient;
    }

    /**
     * Takes variables from somewhere.
     *
     * @param environment gives a variable's value, or null if it is not set; such as {@code System::getenv}
     * @param folder in or under the git working tree whose branch {@code ${git.branch}} names
     * @return the variables
     */
    public static Variables of(UnaryOperator<@Nullable String> environment, Path folder) {
        return new Variables(environment, folder, false);
    }

    /**
     * For a look at the configuration of another machine: values whose variables are not set here are passed over.
     *
     * @return the same variables, but a missing one is no problem
     */
    public Variables lenient() {
        return new Variables(environment, folder, true);
    }

    /**
     * Replaces the variables in all values of a section.
     *
     * @param section values as they were written
     * @param problems gets the variables that are missing or not well formed
     * @return the section with its values
     */
    public ConfigSection resolve(ConfigSection section, ConfigProblems problems) {
        return ConfigSection.of(resolve(section.mapping(), problems), section.path());
    }

    private Mapping resolve(Mapping group, ConfigProblems problems) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        group.entries().forEach((key, value) -> entries.put(key, resolve(value, problems)));
        return new Mapping(entries, group.place());
    }

    private ConfigNode resolve(ConfigNode node, ConfigProblems problems) {
        if (node instanceof Mapping group) {
            return resolve(group, problems);
        }
        if (node instanceof Sequence list) {
            return new Sequence(
                    list.items().stream().map(item -> resolve(item, problems)).toList(), list.place());
        }
        return node instanceof Scalar scalar ? resolve(scalar, problems) : node;
    }

    private ConfigNode resolve(Scalar scalar, ConfigProblems problems) {
        try {
            return VariableText.replace(scalar, this);
        } catch (VariableText.MissingException e) {
            if (!isLenient) {
                problems.add(scalar.place(), String.valueOf(e.getMessage()));
            }
        } catch (IllegalArgumentException e) {
            problems.add(scalar.place(), String.valueOf(e.getMessage()));
        }
        return new ConfigNode.Unknown(scalar.shown(), scalar.place());
    }

    /** The value of a name; empty if there is none. */
    Optional<String> value(String name) {
        return name.equals(VariableText.GIT_BRANCH)
                ? GitBranch.of(folder)
                : Optional.ofNullable(environment.apply(name));
    }
}
