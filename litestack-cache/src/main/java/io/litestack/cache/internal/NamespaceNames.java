package io.litestack.cache.internal;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.LitestackException;
import io.litestack.core.spi.Commands.Ack;
import java.sql.PreparedStatement;

/** The names of namespaces, of which entries have the numbers: for people, and written down for other processes. Thread-safe. */
final class NamespaceNames {
    private final CacheContext context;

    NamespaceNames(CacheContext context) {
        this.context = context;
    }

    /** A namespace is used. */
    void learn(long number, String name) {
        if (!context.keys().learnNamespace(number, name)) {
            return;
        }
        try {
            var unused = context.internals()
                    .commands()
                    .submit(
                            statements -> {
                                PreparedStatement add = statements.prepare(CacheSql.ADD_NAMESPACE);
                                add.setLong(1, number);
                                add.setString(2, name);
                                return add.executeUpdate();
                            },
                            Ack.COMMITTED);
        } catch (LitestackException e) {
            context.listener().onInternalFailure("the name of a namespace could not be written down", e);
        }
    }

    /** The name of a namespace; empty for the one without a name, and if nobody knows it. */
    String of(long number) {
        String known = context.keys().namespaceOf(number);
        if (!known.isEmpty() || number == 0) {
            return known;
        }
        String name = context.store()
                .queryFirst(CacheSql.NAMESPACE, row -> row.getString(1), number)
                .orElse("");
        if (!name.isEmpty()) {
            context.keys().learnNamespace(number, name);
        }
        return name;
    }
}
