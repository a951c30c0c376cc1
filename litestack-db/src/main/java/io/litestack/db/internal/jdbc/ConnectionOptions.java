package io.litestack.db.internal.jdbc;

import java.util.List;

/**
 * How a connection differs from the usual one.
 *
 * @param isAlwaysReadOnly whether it only reads, whatever is set on it
 * @param warnings what it says from the start
 * @param onClose called when it is closed, each time
 */
public record ConnectionOptions(boolean isAlwaysReadOnly, List<String> warnings, Runnable onClose) {
    /** A usual connection. */
    static final ConnectionOptions NONE = new ConnectionOptions(false, List.of(), () -> {});
}
