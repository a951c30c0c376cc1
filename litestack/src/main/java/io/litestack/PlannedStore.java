package io.litestack;

import io.litestack.core.StoreConfig;
import java.util.List;
import java.util.Locale;

/**
 * A store to be opened, and who stands on it.
 *
 * @param config its settings
 * @param mode whether its file stays
 * @param components the names of the components on it, never empty
 */
record PlannedStore(StoreConfig config, StoreMode mode, List<String> components) {
    /** One line for the log. */
    String describe() {
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
