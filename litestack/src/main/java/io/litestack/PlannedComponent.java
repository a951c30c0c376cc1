package io.litestack;

import io.litestack.core.Store;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A component whose configuration is complete.
 *
 * @param provider who opens it
 * @param mode where it keeps its rows; if off, it is not opened
 * @param origin where that was said
 * @param store its store
 * @param config its configuration
 * @param entries all keys of its section, as they took effect
 * @param <B> its builder
 * @param <C> its configuration
 */
record PlannedComponent<B, C>(
        ComponentProvider<B, C> provider,
        StoreMode mode,
        String origin,
        PlannedStore store,
        C config,
        List<ConfigEntry> entries) {

    String name() {
        return provider.name();
    }

    boolean isOn() {
        return mode != StoreMode.OFF;
    }

    Map<String, Duration> closeTimeouts() {
        return provider.closeTimeouts(config);
    }

    /** How long closing it may take by its own settings, without its store. */
    Duration closeTimeout() {
        return closeTimeouts().values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    Component open(Store opened, Frame frame) {
        return provider.open(config, new ComponentContext(opened, frame.environment(), frame.dataFolder()));
    }
}
