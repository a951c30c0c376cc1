package io.litestack.db.internal.jdbc;

import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The generated keys that are asked for.
 *
 * @param names the columns by their names; empty if these are left to us
 * @param indexes the columns by their position in the table, from 1; empty if there are names
 */
record KeyRequest(List<String> names, List<Integer> indexes) {
    /** How the id is called if the column was not named. */
    private static final String USUAL_NAME = "GENERATED_KEY";

    private static final KeyRequest ANY = new KeyRequest(List.of(), List.of());

    /** What a flag after a statement's text asks for; null if no keys are wanted. */
    static @Nullable KeyRequest flagged(int flag) throws SQLException {
        if (flag != Statement.RETURN_GENERATED_KEYS && flag != Statement.NO_GENERATED_KEYS) {
            throw Failure.BAD_ARGUMENT.of("there is no flag " + flag + " for generated keys");
        }
        return flag == Statement.RETURN_GENERATED_KEYS ? ANY : null;
    }

    static @Nullable KeyRequest named(@Nullable String @Nullable [] names) throws SQLException {
        if (names == null || names.length == 0) {
            return null;
        }
        List<String> known = new ArrayList<>();
        for (String name : names) {
            if (name == null) {
                throw Failure.BAD_ARGUMENT.of("the name of a column for a generated key is null");
            }
            known.add(name);
        }
        return new KeyRequest(List.copyOf(known), List.of());
    }

    static @Nullable KeyRequest indexed(int @Nullable [] indexes) {
        return indexes == null || indexes.length == 0
                ? null
                : new KeyRequest(List.of(), Arrays.stream(indexes).boxed().toList());
    }

    /** How the first key is called. */
    static String label(@Nullable KeyRequest request) {
        return request == null || request.names.isEmpty() ? USUAL_NAME : request.names.get(0);
    }
}
