package io.litestack.core.notify;

import io.litestack.core.Store;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.StoreInternals;

/** The commits of these tests: a row each, with or without a notification. */
final class Commit {
    static final long TOPIC = 1;
    static final long OTHER_TOPIC = 2;

    private Commit() {}

    static void createTable(Store store) {
        store.execute("create table if not exists event(id integer primary key)");
    }

    static long count(Store store) {
        return store.queryFirst("select count(*) from event", row -> row.getLong(1))
                .orElse(0L);
    }

    static void withSignal(Store store, long topics) {
        Command<Boolean> command = statements -> {
            statements.prepare("insert into event default values").execute();
            statements.signal(topics);
            return true;
        };
        StoreInternals.of(store).commands().execute(command, Commands.Ack.DURABLE);
    }

    static void withoutSignal(Store store) {
        store.execute("insert into event default values");
    }
}
