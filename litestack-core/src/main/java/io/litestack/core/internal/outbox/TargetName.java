package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.StoreInternals;

/**
 * By what rows mean one file among all: a role, such as {@code jobs}, and a random word that is kept in the file. Two files of
 * one name in different folders have different ones; a file that is moved, renamed or restored keeps its own.
 */
public final class TargetName {
    private static final char MARK = ':';

    private TargetName() {}

    public static String of(Store target, String role, Schema schema) {
        Names.checkRole(role);
        StoreInternals internals = StoreInternals.of(target);
        internals.install(schema);
        Store store = internals.store();
        if (store.queryFirst(RelaySql.IDENTITY, row -> row.getString(1)).isEmpty()) {
            // the name of this opening is as good as any random word; of two processes the first one's stays
            store.execute(RelaySql.IDENTIFY, internals.incarnation());
        }
        String identity =
                store.queryFirst(RelaySql.IDENTITY, row -> row.getString(1)).orElseThrow();
        return role + MARK + identity;
    }

    /** The role with its mark, by which such names begin; empty if it is a plain name. */
    static String beginning(String name) {
        return name.substring(0, name.lastIndexOf(MARK) + 1);
    }
}
