package io.litestack.internal.plan;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds up how long the parts may take to close, one after the other, by their own settings. */
final class CloseBudget {
    static final String KEY = "close_timeout";

    private final List<String> terms = new ArrayList<>();
    private Duration sum = Duration.ZERO;
    private boolean isKnown = true;

    /** Adds a part; if its times cannot be found out, nothing can be said of the sum. */
    void add(String component, Optional<Map<String, Duration>> timeouts) {
        isKnown &= timeouts.isPresent();
        timeouts.orElse(Map.of()).forEach((key, value) -> {
            sum = sum.plus(value);
            terms.add(component + "." + key + " " + ConfigProblems.text(value));
        });
    }

    /** Each part must have its time, so all of them must fit. */
    void mustFit(ConfigSection settings, Duration closeTimeout, ConfigProblems problems) {
        if (isKnown && sum.compareTo(closeTimeout) > 0) {
            problems.add(settings.origin(KEY).map(it -> it + ": ").orElse("") + KEY + " is "
                    + ConfigProblems.text(closeTimeout) + ", but the parts may take " + ConfigProblems.text(sum)
                    + ", one after the other: " + String.join(" + ", terms) + "; raise it, or lower those");
        }
    }
}
