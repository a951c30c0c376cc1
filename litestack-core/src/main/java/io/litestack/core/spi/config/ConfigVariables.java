package io.litestack.core.spi.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${NAME}} stands for in a value: an environment variable, or {@code ${git.branch}}. {@code ${NAME:default}} stands
 * for the default if there is no such variable; <code>$${</code> is a plain <code>${</code>. Thread-safe.
 *
 * <p>Only values are looked at, never keys, and after the file was read, so that no variable can change its structure.
 */
public final class ConfigVariables {
    private final UnaryOperator<@Nullable String> environment;
    private final Path folder;
    private final boolean isLenient;

    private ConfigVariables(UnaryOperator<@Nullable String> environment, Path folder, boolean isLenient) {
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
    public static ConfigVariables of(UnaryOperator<@Nullable String> environment, Path folder) {
        return new ConfigVariables(environment, folder, false);
    }

    /**
     * For a look at the configuration of another machine: values whose variables are not set here are passed over.
     *
     * @return the same variables, but a missing one is no problem
     */
    public ConfigVariables lenient() {
        return new ConfigVariables(environment, folder, true);
    }

    boolean isLenient() {
        return isLenient;
    }

    /** The value of a name; empty if there is none. */
    Optional<String> value(String name) {
        return name.equals(VariableText.GIT_BRANCH)
                ? GitBranch.of(folder)
                : Optional.ofNullable(environment.apply(name));
    }
}
