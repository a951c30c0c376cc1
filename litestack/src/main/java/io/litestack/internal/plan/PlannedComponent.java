package io.litestack.internal.plan;

import io.litestack.core.Store;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import io.litestack.internal.settings.GlobalSettings;
import io.litestack.internal.settings.StoreMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A component whose configuration is complete.
 *
 * @param provider opens it
 * @param mode where it keeps its rows; if off, it is not opened
 * @param origin where the mode was set
 * @param store its store
 * @param config its configuration
 * @param entries all keys of its section, as they took effect
 * @param <B> its builder
 * @param <C> its configuration
 */
public record PlannedComponent<B, C>(
        ComponentProvider<B, C> provider,
        StoreMode mode,
        String origin,
        PlannedStore store,
        C config,
        List<ConfigEntry> entries) {

    public String name() {
        return provider.name();
    }

    public boolean isOn() {
        return mode != StoreMode.OFF;
    }

    Map<String, Duration> closeTimeouts() {
        return provider.closeTimeouts(config);
    }

    /** How long closing it may take by its own settings, without its store. */
    public Duration closeTimeout() {
        return closeTimeouts().values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    public Component open(Store opened, GlobalSettings global) {
        return provider.open(config, new ComponentContext(opened, global.environment(), global.dataFolder()));
    }
}
