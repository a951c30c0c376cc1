package io.litestack.core.spi.config.tree;

import io.litestack.core.ConfigException;
import java.util.List;

/** Bounds what a source may unfold to, so that a few lines of aliases do not fill the memory. */
public final class NodeBudget {
    /** How deep groups and lists may be nested. */
    public static final int DEEPEST = 50;

    private static final int MOST = 20_000;

    private final String source;
    private int taken;

    /**
     * Starts with nothing taken.
     *
     * @param source what is read, for messages
     */
    public NodeBudget(String source) {
        this.source = source;
    }

    /**
     * Counts one more node.
     *
     * @throws ConfigException if they are too many
     */
    public void take() {
        if (++taken > MOST) {
            throw new ConfigException(
                    source,
                    List.of(source + ": holds more than " + MOST + " values, aliases included; make it smaller"));
        }
    }

    /**
     * Counts one more node.
     *
     * @param depth how deep it stands; 1 at the top
     * @throws ConfigException if they are too many, or if it stands too deep
     */
    public void take(int depth) {
        take();
        if (depth > DEEPEST) {
            throw new ConfigException(source, List.of(source + ": is nested more than " + DEEPEST + " levels deep"));
        }
    }
}
