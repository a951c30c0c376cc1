package io.litestack.core.spi.config;

import io.litestack.core.spi.config.tree.ConfigNode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written in a file, and how it is read. Immutable and thread-safe. {@link ConfigTypes} has those there are.
 *
 * @param <T> what it is in Java
 */
public abstract class ConfigType<T> {
    /** Only the types of this package. */
    ConfigType() {}

    /** Reads a value, or says what is wrong with it and returns null. A value that is not known is passed over. */
    abstract @Nullable T read(ConfigNode node, String path, ConfigProblems problems);

    /**
     * Writes a value as one would in a file.
     *
     * @param value the value
     * @return a piece of YAML on one line
     */
    public abstract String print(T value);

    /** Whether it must not be printed, variables or not. */
    boolean isSecret() {
        return false;
    }

    /** What a starter file shows for a default that depends on the machine; empty if there is no such thing. */
    String sample() {
        return "";
    }

    /**
     * Makes a type that is written as this one, but is something else in Java.
     *
     * @param read turns it into that; throws {@link IllegalArgumentException} or {@link
     *     io.litestack.core.ConfigException} with a message that says why if it cannot
     * @param write turns it back
     * @param <U> what it is in Java
     * @return the type
     */
    public final <U> ConfigType<U> as(Function<T, U> read, Function<U, T> write) {
        return new ConvertedType<>(this, read, write);
    }

    /**
     * Makes the same type for a key whose default depends on the machine.
     *
     * @param sample what a starter file shows instead of the default
     * @return the type
     */
    public final ConfigType<T> sampled(String sample) {
        return new SampledType<>(this, sample);
    }
}
