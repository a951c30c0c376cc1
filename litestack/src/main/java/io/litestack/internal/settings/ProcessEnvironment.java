package io.litestack.internal.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the process was started with.
 *
 * @param variables gives an environment variable's value, or null
 * @param properties gives a system property's value, or null
 * @param folder the working folder
 * @param temporary the folder for temporary files
 */
public record ProcessEnvironment(
        UnaryOperator<@Nullable String> variables,
        UnaryOperator<@Nullable String> properties,
        Path folder,
        Path temporary) {
    /** The real ones. */
    public static ProcessEnvironment ofProcess() {
        return new ProcessEnvironment(
                System::getenv,
                System::getProperty,
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.apply(name)).filter(it -> !it.isBlank());
    }

    Optional<String> property(String name) {
        return Optional.ofNullable(properties.apply(name)).filter(it -> !it.isBlank());
    }
}
