package io.litestack;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Adds up how long the parts may take to close, one after the other, by their own settings. */
final class CloseTimes {
    private static final String KEY = "close_timeout";

    private final ConfigSection settings;
    private final List<String> terms = new ArrayList<>();
    private Duration sum = Duration.ZERO;
    private boolean isKnown = true;

    CloseTimes(ConfigSection settings) {
        this.settings = settings;
    }

    <B, C> void add(PlannedComponent<B, C> component) {
        add(component.name(), component.provider().closeTimeouts(component.config()));
    }

    void add(PlannedStore store) {
        add(store.components().get(0), Map.of(KEY, store.config().closeTimeout()));
    }

    private void add(String component, Map<String, Duration> timeouts) {
        ConfigSection section = settings.section(component, new ConfigProblems(""));
        timeouts.forEach((key, value) -> {
            sum = sum.plus(value);
            terms.add(component + "." + key + " " + ConfigProblems.text(value));
            isKnown &= isKnown(section, key);
        });
    }

    /** Each part must have its time, so all of them must fit. */
    void mustFit(Duration closeTimeout, ConfigProblems problems) {
        if (sum.compareTo(closeTimeout) > 0 && isKnown && isKnown(settings, KEY)) {
            problems.add(settings.origin(KEY).map(it -> it + ": ").orElse("") + KEY + " is "
                    + ConfigProblems.text(closeTimeout) + ", but the parts may take " + ConfigProblems.text(sum)
                    + ", one after the other: " + String.join(" + ", terms) + "; raise it, or lower those");
        }
    }

    /** In another environment a variable need not have a value here. */
    private static boolean isKnown(ConfigSection section, String key) {
        return !section.has(key) || section.text(key).isPresent();
    }
}
