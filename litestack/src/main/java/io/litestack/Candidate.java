package io.litestack;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.StoreKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A component whose place is known, and whose own settings are not read yet.
 *
 * @param provider who opens it
 * @param section its section
 * @param placement where it keeps its rows
 * @param share its file, with those who share it
 * @param <B> its builder
 * @param <C> its configuration
 */
record Candidate<B, C>(ComponentProvider<B, C> provider, ConfigSection section, Placement placement, Share share) {

    /** Reads a component's place; empty if there is something wrong with that. */
    static <B, C> Optional<Candidate<B, C>> of(
            ComponentProvider<B, C> provider, ConfigSection section, StorePlanner stores, ConfigProblems problems) {
        section.refuseUnknown(Settings.keysOf(provider), problems);
        Placement.Builder builder = new Placement.Builder(provider.file());
        Placement.BINDING.apply(section, builder, problems);
        return Placement.BINDING
                .build(section, builder, problems)
                .map(it -> new Candidate<>(provider, section, it, stores.add(provider, it, section)));
    }

    /** Reads its settings; empty if there is something wrong with them. */
    Optional<PlannedComponent<?, ?>> plan(
            PlannedStore store, StoreConfig storeDefaults, List<Customizer<?>> changes, ConfigProblems problems) {
        B builder = provider.builder(store.config());
        provider.binding().apply(section, builder, problems);
        provider.builders(builder).forEach(part -> changes.forEach(change -> change.apply(part)));
        return provider.binding()
                .build(section, builder, problems)
                .map(config -> new PlannedComponent<>(
                        provider,
                        placement.mode(),
                        section.origin("store").orElse("program"),
                        store,
                        config,
                        entries(store, storeDefaults, config)));
    }

    /** Says what is wrong with its own settings, although its store has no settings to go with. */
    void check(ConfigProblems problems) {
        B builder =
                provider.builder(StoreConfig.builder(Path.of(provider.file())).build());
        provider.binding().apply(section, builder, problems);
        provider.binding().build(section, builder, problems);
    }

    private List<ConfigEntry> entries(PlannedStore store, StoreConfig storeDefaults, C config) {
        Placement usualPlace = new Placement.Builder(provider.file()).build();
        C usual = provider.binding()
                .build(section, provider.builder(store.config()), new ConfigProblems(""))
                .orElse(null);
        List<ConfigEntry> entries = new ArrayList<>();
        entries.addAll(Placement.BINDING.describe(section, placement, usualPlace));
        entries.addAll(StoreKeys.BINDING.describe(share.section(), store.config(), storeDefaults));
        entries.addAll(provider.binding().describe(section, config, usual));
        return entries;
    }
}
