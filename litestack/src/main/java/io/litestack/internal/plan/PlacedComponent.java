package io.litestack.internal.plan;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import io.litestack.internal.settings.Customizer;
import io.litestack.internal.settings.Placement;
import io.litestack.internal.settings.SettingsReader;
import io.litestack.internal.settings.StoreMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A component whose place is known, and whose own settings are not read yet.
 *
 * @param provider opens it
 * @param section its section
 * @param placement where it keeps its rows
 * @param assignment its file, with the other components on it
 * @param <B> its builder
 * @param <C> its configuration
 */
record PlacedComponent<B, C>(
        ComponentProvider<B, C> provider, ConfigSection section, Placement placement, StoreAssignment assignment) {

    /** Reads a component's place; empty if there is something wrong with that. */
    static <B, C> Optional<PlacedComponent<B, C>> of(
            ComponentProvider<B, C> provider, ConfigSection section, StorePlanner stores, ConfigProblems problems) {
        section.refuseUnknown(SettingsReader.keysOf(provider), problems);
        Placement.Builder builder = new Placement.Builder(provider.file());
        Placement.BINDING.apply(section, builder, problems);
        return Placement.BINDING
                .build(section, builder, problems)
                .map(it -> new PlacedComponent<>(provider, section, it, stores.add(provider, it, section)));
    }

    /** Reads its settings; empty if there is something wrong with them. */
    Optional<PlannedComponent<?, ?>> plan(
            PlannedStore store, StorePlanner stores, List<Customizer<?>> changes, ConfigProblems problems) {
        Optional<C> config = build(store.config(), changes, problems).map(it -> prepared(it, problems));
        C fromFiles = build(store.config(), List.of(), new ConfigProblems("")).orElse(null);
        return config.map(it -> new PlannedComponent<>(
                provider,
                placement.mode(),
                section.origin("store").orElse("program"),
                store,
                it,
                entries(store, stores, it, fromFiles)));
    }

    /** Says what is wrong with its own settings, although its store has no settings to go with. */
    void check(List<Customizer<?>> changes, ConfigProblems problems) {
        StoreConfig store = StoreConfig.builder(Path.of(provider.file())).build();
        build(store, changes, problems).ifPresent(it -> prepared(it, problems));
    }

    private Optional<C> build(StoreConfig store, List<Customizer<?>> changes, ConfigProblems problems) {
        B builder = provider.builder(store);
        provider.binding().apply(section, builder, problems);
        change(builder, changes);
        return provider.binding().build(section, builder, problems);
    }

    private C prepared(C config, ConfigProblems problems) {
        return placement.mode() == StoreMode.OFF ? config : provider.prepare(config, section, problems);
    }

    private void change(B builder, List<Customizer<?>> changes) {
        provider.builders(builder).forEach(part -> changes.forEach(change -> change.apply(part)));
    }

    /**
     * How long closing it may take although something else in its settings is wrong; empty if that cannot be found out, as
     * where a program changes them too.
     */
    Optional<Map<String, Duration>> closeTimeouts(List<Customizer<?>> changes) {
        StoreConfig store = StoreConfig.builder(Path.of(provider.file())).build();
        ConfigProblems found = new ConfigProblems("");
        Set<String> keys = provider.binding()
                .build(section.only(List.of()), provider.builder(store), found)
                .map(it -> provider.closeTimeouts(it).keySet())
                .orElse(Set.of());
        B builder = provider.builder(store);
        boolean isChanged = provider.builders(builder).stream()
                .anyMatch(part -> changes.stream().anyMatch(change -> change.isFor(part)));
        provider.binding().apply(section.only(keys), builder, found);
        return provider.binding()
                .build(section.only(keys), builder, found)
                .filter(it -> !isChanged)
                .map(provider::closeTimeouts);
    }

    /** Whether it is known what these keys mean. */
    boolean areReadable(Set<String> keys) {
        return keys.stream().allMatch(key -> provider.binding().isReadable(key, section));
    }

    private List<ConfigEntry> entries(PlannedStore store, StorePlanner stores, C config, @Nullable C fromFiles) {
        Placement usualPlace = new Placement.Builder(provider.file()).build();
        C usual = provider.binding()
                .build(section, provider.builder(store.config()), new ConfigProblems(""))
                .orElse(null);
        StoreConfig storeFromFiles = stores.fromFiles(assignment).orElse(null);
        List<ConfigEntry> entries = new ArrayList<>();
        entries.addAll(Placement.BINDING.describe(section, placement, usualPlace));
        entries.addAll(StoreKeys.BINDING.describe(
                assignment.section(), store.config(), storeFromFiles, stores.defaults(assignment)));
        entries.addAll(provider.binding().describe(section, config, fromFiles, usual));
        return entries;
    }
}
