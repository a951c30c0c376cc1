package io.litestack.db.internal.jdbc.error;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What {@code unwrap} gives: the object itself. The driver's own objects are not given out: they could end a transaction. */
public final class Wrappers {
    private Wrappers() {}

    public static <T> T unwrap(Object self, @Nullable Class<T> type) throws SQLException {
        if (type != null && type.isInstance(self)) {
            return type.cast(self);
        }
        throw Failure.BAD_ARGUMENT.of("not a wrapper for " + (type == null ? "null" : type.getName()));
    }
}
