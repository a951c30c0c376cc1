package io.litestack.cable.internal.presence;

import io.litestack.cable.Member;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.log.LogReader;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Snapshot;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of members: one for each session. With the first of a member the event that it has joined is published, with the last
 * one that it has left, each in the transaction of the row. Thread-safe.
 */
final class MemberStore {
    private final CableResources resources;
    private final Consumer<List<LogMessage>> dispatcher;

    /**
     * Stores members.
     *
     * @param dispatcher is given what was published, in the order of the commits
     */
    MemberStore(CableResources resources, Consumer<List<LogMessage>> dispatcher) {
        this.resources = resources;
        this.dispatcher = dispatcher;
    }

    /** Who is there, and the id up to which all events are in that. */
    record Present(List<Member> members, long upTo) {}

    /** Joins; returns the id of the row, or nothing if that of the instance is gone. */
    Optional<Long> join(Joining joining, long instance) {
        return resources.commands().execute(new Join(joining, instance, resources.nowMs()), Ack.DURABLE);
    }

    /** Moves a session under another instance; false if its row is gone. */
    boolean move(long row, long instance) {
        return resources
                .commands()
                .execute(statements -> update(statements, CableSql.MOVE_MEMBER, row, instance), Ack.COMMITTED);
    }

    /** A session has ended; the member leaves when the grace period is over. */
    void leave(long row) {
        resources.commands().execute(statements -> update(statements, CableSql.LEAVE_MEMBER, row, 0), Ack.COMMITTED);
    }

    private static boolean update(Statements statements, String sql, long row, long instance) throws SQLException {
        PreparedStatement update = statements.prepare(sql);
        update.setLong(1, row);
        if (instance != 0) {
            update.setLong(2, instance);
        }
        statements.signal(CableSql.REGISTRY_TOPIC);
        return update.executeUpdate() > 0;
    }

    /** The rows of sessions that have ended. */
    List<Long> ended() {
        return resources.ownStore().query(CableSql.ENDED_MEMBERS, row -> row.getLong(1));
    }

    /** Deletes rows of sessions that have ended, and publishes who has left with them. */
    void sweep(List<Long> rows) {
        resources.commands().execute(new Sweep(rows), Ack.COMMITTED);
    }

    List<Member> members(String channel) {
        return resources.store().<List<Member>, RuntimeException>read(tx -> members(tx, channel));
    }

    Present present(String channel) {
        return resources
                .store()
                .<Present, RuntimeException>read(tx -> new Present(members(tx, channel), LogReader.head(tx)));
    }

    private List<Member> members(Snapshot tx, String channel) {
        return tx.query(CableSql.MEMBERS, row -> show(row.getString(1), row.getLong(2), row.getBytes(3)), channel);
    }

    Member show(String member, long joinedAtMs, byte @Nullable [] info) {
        return new ShownMember(
                member,
                joinedAtMs,
                info == null ? new byte[0] : info,
                resources.config().codec());
    }

    /** Writes a row, and events with it. */
    private abstract class Writing<R> implements Command<R> {
        final List<LogMessage> events = new ArrayList<>();

        void publish(Statements statements) throws SQLException {
            if (!events.isEmpty()) {
                resources.log().writer().write(statements, events);
            }
            statements.signal(CableSql.REGISTRY_TOPIC);
        }

        @Override
        public @Nullable Runnable event() {
            return events.isEmpty() ? null : () -> dispatcher.accept(events);
        }
    }

    private final class Join extends Writing<Optional<Long>> {
        private final Joining joining;
        private final long instance;
        private final long nowMs;

        Join(Joining joining, long instance, long nowMs) {
            this.joining = joining;
            this.instance = instance;
            this.nowMs = nowMs;
        }

        @Override
        public Optional<Long> run(Statements statements) throws SQLException {
            events.clear();
            boolean isFirst = !isPresent(statements, joining.channel, joining.member);
            Optional<Long> row = insert(statements);
            if (row.isPresent() && isFirst) {
                events.add(PresenceEvent.of(true, joining.member, joining.info, nowMs)
                        .toMessage(joining.channel));
            }
            publish(statements);
            return row;
        }

        private Optional<Long> insert(Statements statements) throws SQLException {
            PreparedStatement insert = statements.prepare(CableSql.ADD_MEMBER);
            insert.setString(1, joining.channel);
            insert.setString(2, joining.member);
            insert.setBytes(3, joining.info);
            insert.setLong(4, nowMs);
            insert.setLong(5, instance);
            try (ResultSet row = insert.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    private static boolean isPresent(Statements statements, String channel, String member) throws SQLException {
        PreparedStatement select = statements.prepare(CableSql.IS_MEMBER);
        select.setString(1, channel);
        select.setString(2, member);
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    private final class Sweep extends Writing<Boolean> {
        private final List<Long> rows;

        Sweep(List<Long> rows) {
            this.rows = rows;
        }

        @Override
        public Boolean run(Statements statements) throws SQLException {
            events.clear();
            for (long row : rows) {
                sweep(statements, row);
            }
            publish(statements);
            return true;
        }

        private void sweep(Statements statements, long row) throws SQLException {
            PreparedStatement delete = statements.prepare(CableSql.DELETE_MEMBER);
            delete.setLong(1, row);
            try (ResultSet deleted = delete.executeQuery()) {
                if (!deleted.next()) {
                    return;
                }
                String channel = deleted.getString(1);
                String member = deleted.getString(2);
                byte[] info = deleted.getBytes(3);
                long joinedAtMs = deleted.getLong(4);
                if (!isPresent(statements, channel, member)) {
                    events.add(PresenceEvent.of(false, member, info == null ? new byte[0] : info, joinedAtMs)
                            .toMessage(channel));
                }
            }
        }
    }
}
