package io.litestack.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Units of two rows in two tables, written in each of the ways there are. What is half stored, or not stored although it
 * was acknowledged, shows.
 */
public final class Pairs {
    private static final String LEFT = "insert into left_half(id, payload) values (?, zeroblob(?))";
    private static final String RIGHT = "insert into right_half(id) values (?)";

    private Pairs() {}

    /** Makes the tables, if they are not there. */
    public static void createTables(Store store) {
        store.useWrite(tx -> {
            tx.execute("create table if not exists left_half(id integer primary key, payload blob)");
            tx.execute("create table if not exists right_half(id integer primary key)");
        });
    }

    /** A unit as a transaction with work. */
    public static void write(Store store, WriteOptions options, long id, int payloadBytes) {
        store.useWrite(options, tx -> {
            tx.execute(LEFT, id, payloadBytes);
            tx.execute(RIGHT, id);
        });
    }

    /** As {@link #write(Store, WriteOptions, long, int)}, with the standard options. */
    public static void write(Store store, long id, int payloadBytes) {
        write(store, WriteOptions.standard(), id, payloadBytes);
    }

    /** A unit as a command that is waited for. */
    public static void execute(Store store, long id, int payloadBytes) {
        commands(store).execute(command(id, payloadBytes), Ack.DURABLE);
    }

    /** A unit as a command whose future tells of it. */
    public static CompletableFuture<Long> submit(Store store, long id, int payloadBytes) {
        return commands(store).submit(command(id, payloadBytes), Ack.DURABLE);
    }

    private static Commands commands(Store store) {
        return StoreInternals.of(store).commands();
    }

    private static Command<Long> command(long id, int payloadBytes) {
        return statements -> {
            PreparedStatement left = statements.prepare(LEFT);
            left.setLong(1, id);
            left.setInt(2, payloadBytes);
            left.executeUpdate();
            PreparedStatement right = statements.prepare(RIGHT);
            right.setLong(1, id);
            right.executeUpdate();
            return id;
        };
    }

    /** The units that are there. */
    public static Set<Long> stored(Store store) {
        return new HashSet<>(store.query("select id from left_half", row -> row.getLong(1)));
    }

    /** Opens what a dead process left behind and sees that it is sound, has no half and lacks nothing acknowledged. */
    public static Set<Long> verify(Path file, Collection<Long> acknowledged) {
        try (Store store = Store.open(file)) {
            createTables(store);
            return verify(store, acknowledged);
        }
    }

    /** As {@link #verify(Path, Collection)}, of an open store. */
    public static Set<Long> verify(Store store, Collection<Long> acknowledged) {
        assertThat(store.query("select * from pragma_integrity_check", row -> row.getString(1)))
                .containsExactly("ok");
        assertThat(store.query(
                        "select coalesce(l.id, r.id) from left_half l full join right_half r on l.id = r.id"
                                + " where l.id is null or r.id is null",
                        row -> row.getLong(1)))
                .as("halves")
                .isEmpty();
        Set<Long> stored = stored(store);
        assertThat(stored).as("acknowledged").containsAll(acknowledged);
        return stored;
    }
}
