package io.litestack.core.spi;

import io.litestack.core.StoreContract;
import io.litestack.core.spi.Commands.Ack;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the contracts of {@link Commands} share: a few commands, and a way to have many in one batch. */
public abstract class CommandContract extends StoreContract {
    protected CommandContract(Opener opener) {
        super(opener);
    }

    protected Commands commands() {
        return StoreInternals.of(store).commands();
    }

    /** Inserts a note and returns its id. */
    static Command<Long> add(String text) {
        return statements -> {
            PreparedStatement insert = statements.prepare("insert into note(text) values (?)");
            insert.setString(1, text);
            insert.execute();
            return statements.lastInsertRowId();
        };
    }

    /** Inserts a note with an id of the caller's choice, and returns how many rows that are. */
    static Command<Long> add(long id, String text) {
        return statements -> {
            PreparedStatement insert = statements.prepare("insert into note(id, text) values (?, ?)");
            insert.setLong(1, id);
            insert.setString(2, text);
            insert.execute();
            return statements.changes();
        };
    }

    static long count(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare("select count(*) from note").executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Submits the commands while the writer is held, so that they are run together. */
    final <R> List<CompletableFuture<R>> queueBehindAWrite(List<? extends Command<R>> batch) {
        List<CompletableFuture<R>> futures = new ArrayList<>();
        store.useWrite(tx -> batch.forEach(it -> futures.add(commands().submit(it, Ack.DURABLE))));
        return futures;
    }
}
