package io.litestack.internal.plan;

import io.litestack.core.StoreConfig;
import io.litestack.internal.settings.StoreMode;
import java.util.List;
import java.util.Locale;

/**
 * A store to be opened, and the components that keep their rows in it.
 *
 * @param config its settings
 * @param mode whether its file stays
 * @param components the names of the components on it, never empty
 */
public record PlannedStore(StoreConfig config, StoreMode mode, List<String> components) {
    /** One line for the log. */
    public String describe() {
        String file = mode == StoreMode.TEMPORARY
                ? config.path() + " (temporary)"
                : config.path().toString();
        return String.join(", ", components) + ": " + file + ", sync " + word(config.sync()) + ", checkpoint "
                + word(config.checkpoint());
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
