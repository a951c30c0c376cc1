package io.litestack.core.spi.config;

import io.litestack.core.ConfigException;
import java.util.List;

/** Bounds what a source may unfold to, so that a few lines of aliases do not fill the memory. */
final class NodeBudget {
    /** How deep groups and lists may be nested. */
    static final int DEEPEST = 50;

    private static final int MOST = 20_000;

    private final String source;
    private int taken;

    NodeBudget(String source) {
        this.source = source;
    }

    /** Counts one more node. */
    void take() {
        if (++taken > MOST) {
            throw new ConfigException(
                    source,
                    List.of(source + ": holds more than " + MOST + " values, aliases included; make it smaller"));
        }
    }

    /** Counts one more node, this deep. */
    void take(int depth) {
        take();
        if (depth > DEEPEST) {
            throw new ConfigException(source, List.of(source + ": is nested more than " + DEEPEST + " levels deep"));
        }
    }
}
