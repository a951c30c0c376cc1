package io.litestack.internal.plan;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.internal.settings.GlobalSettings;
import java.util.List;
import java.util.function.Function;

/**
 * A configuration with everything found out, before anything is opened.
 *
 * @param global what is for all components
 * @param shownDataFolder the data folder, without values of variables
 * @param entries all keys at the top, as they took effect
 * @param stores the stores to be opened
 * @param components the components in the order of opening, those that are off as well
 * @param warnings one sentence for each thing that is legal and probably not meant
 */
public record Plan(
        GlobalSettings global,
        String shownDataFolder,
        List<ConfigEntry> entries,
        List<PlannedStore> stores,
        List<PlannedComponent<?, ?>> components,
        List<String> warnings) {
    /** What opens a store: a component that has it for itself, or else nobody in particular. */
    public Function<StoreConfig, Store> opener(PlannedStore store) {
        return components.stream()
                .filter(it -> store.components().equals(List.of(it.name())))
                .findFirst()
                .<Function<StoreConfig, Store>>map(it -> it.provider()::openStore)
                .orElse(Store::open);
    }
}
