package io.litestack.db.internal.jdbc.value;

import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Positions in large objects, which JDBC counts from 1. */
final class Positions {
    private Positions() {}

    /** Refuses an argument that is null. */
    static <T> T given(@Nullable T argument, String what) throws SQLException {
        if (argument == null) {
            throw Failure.BAD_ARGUMENT.of(what + " is null");
        }
        return argument;
    }

    /** The offset of a position, which may be the one after the end. */
    static int offset(long position, long length, int size) throws SQLException {
        if (position < 1 || position > size + 1L) {
            throw Failure.BAD_ARGUMENT.of("position " + position + " is not within 1 to " + (size + 1L));
        } else if (length < 0) {
            throw Failure.BAD_ARGUMENT.of("a length must not be negative, but is " + length);
        }
        return (int) (position - 1);
    }

    /** As {@link #offset}, of a part that is there as a whole. */
    static int part(long position, long length, int size) throws SQLException {
        int offset = offset(position, length, size);
        if (length > size - offset) {
            throw Failure.BAD_ARGUMENT.of(
                    "there are only " + (size - offset) + " after position " + position + ", and not " + length);
        }
        return offset;
    }
}
