package io.litestack.core.spi.config;

import io.litestack.core.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a file mean which properties of a configuration record. Immutable and thread-safe; see the package for an
 * example.
 *
 * @param <B> the record's builder
 * @param <C> the record
 */
public final class ConfigBinding<B, C> {
    private final Function<B, C> build;
    private final List<ConfigKey<B, C, ?>> keys;

    private ConfigBinding(Function<B, C> build, List<ConfigKey<B, C, ?>> keys) {
        this.build = build;
        this.keys = List.copyOf(keys);
    }

    /**
     * Starts without keys.
     *
     * @param build checks the builder's settings and makes the record; throws {@link ConfigException} with all that is wrong
     * @param <B> the record's builder
     * @param <C> the record
     * @return the binding
     */
    public static <B, C> ConfigBinding<B, C> of(Function<B, C> build) {
        return new ConfigBinding<>(build, List.of());
    }

    /**
     * Adds a key.
     *
     * @param name its name in the file: small letters and underscores, the property's name ({@code wait_timeout} for {@code
     *     waitTimeout}), so that what the record says of the property finds the key. A property's unit may be left away
     *     ({@code page_cache} for {@code pageCacheBytes}).
     * @param type how its value is written
     * @param setter the builder's setter
     * @param getter the record's getter
     * @param documentation what it means; one or more sentences. The default is found out, and need not be said.
     * @param <T> what the value is in Java
     * @return a binding with that key too
     */
    public <T> ConfigBinding<B, C> key(
            String name, ConfigType<T> type, BiConsumer<B, T> setter, Function<C, T> getter, String documentation) {
        List<ConfigKey<B, C, ?>> more = new ArrayList<>(keys);
        more.add(new ConfigKey<>(name, type, setter, getter, documentation));
        return new ConfigBinding<>(build, more);
    }

    /**
     * Returns the keys' names.
     *
     * @return the names in the order of their declaration
     */
    public List<String> names() {
        return keys.stream().map(ConfigKey::name).toList();
    }

    /**
     * Hands all values of a section to a builder. Keys of the section that this binding does not know are passed over; see
     * {@link ConfigSection#refuseUnknown}.
     *
     * @param section the values, variables replaced
     * @param builder gets them
     * @param problems gets what is wrong with them
     */
    public void apply(ConfigSection section, B builder, ConfigProblems problems) {
        keys.forEach(key -> key.apply(section, builder, problems));
    }

    /**
     * Makes the record.
     *
     * @param section where the values came from, for the messages
     * @param builder the settings
     * @param problems gets what the record finds wrong with them
     * @return the record, or empty if it refused
     */
    public Optional<C> build(ConfigSection section, B builder, ConfigProblems problems) {
        try {
            return Optional.of(build.apply(builder));
        } catch (ConfigException e) {
            e.problems().forEach(problem -> FieldProblem.add(problem, section, names(), problems));
            return Optional.empty();
        }
    }

    /**
     * Tells all keys as they took effect.
     *
     * @param section where the values came from
     * @param config the record made of them
     * @param defaults the record without them, or null if it cannot do without
     * @return an entry for each key, in the order of their declaration
     */
    public List<ConfigEntry> describe(ConfigSection section, C config, @Nullable C defaults) {
        return describe(section, config, null, defaults);
    }

    /**
     * Tells all keys as they took effect, where a program may have changed what files say.
     *
     * @param section where the values came from
     * @param config the record made of them
     * @param fromFiles the record as it was before the program changed it, or null if it did not
     * @param defaults the record without them, or null if it cannot do without
     * @return an entry for each key, in the order of their declaration: as it was written, unless the program changed it
     */
    public List<ConfigEntry> describe(ConfigSection section, C config, @Nullable C fromFiles, @Nullable C defaults) {
        return keys.stream()
                .map(key -> key.describe(section, config, fromFiles, defaults))
                .toList();
    }

    /**
     * Tells what a key's value means, however it is written.
     *
     * @param key the key
     * @param section the values
     * @return the value in its usual form; empty if it is not given or cannot be read
     */
    public Optional<String> meaning(String key, ConfigSection section) {
        return keys.stream().filter(it -> it.name().equals(key)).findFirst().flatMap(it -> it.meaning(section));
    }

    /**
     * Tells whether it is known what a key means.
     *
     * @param key the key
     * @param section the values
     * @return whether it is not given, or its value can be read
     */
    public boolean isReadable(String key, ConfigSection section) {
        return !section.has(key) || meaning(key, section).isPresent();
    }

    /** All keys in one line. */
    String print(C config) {
        return keys.stream().map(key -> key.print(config)).collect(Collectors.joining(", ", "{", "}"));
    }

    boolean isSecret() {
        return keys.stream().anyMatch(key -> key.type().isSecret());
    }
}
