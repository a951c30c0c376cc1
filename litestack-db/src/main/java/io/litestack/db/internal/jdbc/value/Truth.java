package io.litestack.db.internal.jdbc.value;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words for yes and no. */
final class Truth {
    private Truth() {}

    /** What a text says, or null if it says neither. */
    static @Nullable Boolean of(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "1", "true", "t", "yes", "y", "on" -> true;
            case "0", "false", "f", "no", "n", "off" -> false;
            default -> null;
        };
    }
}
