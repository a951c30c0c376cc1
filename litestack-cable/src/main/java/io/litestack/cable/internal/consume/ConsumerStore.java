package io.litestack.cable.internal.consume;

import io.litestack.cable.ConsumerInfo;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.log.LogReader;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of consumers. Thread-safe. */
final class ConsumerStore {
    private final CableResources resources;

    ConsumerStore(CableResources resources) {
        this.resources = resources;
    }

    /** Makes the row of a consumer; returns false if there is one. */
    boolean create(ConsumerOptions options) {
        long nowMs = resources.nowMs();
        return resources.commands().execute(statements -> create(statements, options, nowMs), Ack.DURABLE);
    }

    private static boolean create(Statements statements, ConsumerOptions options, long nowMs) throws SQLException {
        PreparedStatement insert =
                statements.prepare(options.fromOldest() ? CableSql.ADD_CONSUMER_AT_OLDEST : CableSql.ADD_CONSUMER);
        insert.setString(1, options.name());
        insert.setLong(2, nowMs);
        return insert.executeUpdate() > 0;
    }

    /** Whether a consumer might be taken over. */
    boolean isFree(String name) {
        return resources
                .ownStore()
                .queryFirst(CableSql.FREE_CONSUMER, row -> row.getLong(1), name)
                .isPresent();
    }

    /** Takes a consumer over, if nobody is active. */
    Optional<ConsumerClaim> claim(String name, long instance) {
        return resources.commands().execute(it -> claim(it, name, instance), Ack.COMMITTED);
    }

    private static Optional<ConsumerClaim> claim(Statements statements, String name, long instance)
            throws SQLException {
        PreparedStatement update = statements.prepare(CableSql.CLAIM_CONSUMER);
        update.setLong(1, instance);
        update.setString(2, name);
        try (ResultSet row = update.executeQuery()) {
            return row.next()
                    ? Optional.of(new ConsumerClaim(name, instance, row.getLong(2), row.getLong(1)))
                    : Optional.empty();
        }
    }

    /** Whether nobody has taken over, and the consumer was not deleted. */
    boolean isOwn(ConsumerClaim claim) {
        return resources
                .ownStore()
                .queryFirst(
                        CableSql.IS_OWN_CONSUMER, row -> row.getLong(1), claim.name(), claim.instance(), claim.fence())
                .isPresent();
    }

    /** Stores a position; false if another has taken over. */
    boolean advance(ConsumerClaim claim, long position) {
        return update(CableSql.ADVANCE_CONSUMER, claim, position, null);
    }

    /** Stores a position, and lets another take over. */
    void release(ConsumerClaim claim, long position) {
        try {
            update(CableSql.RELEASE_CONSUMER, claim, position, null);
        } catch (RuntimeException e) {
            // others find that this process is gone; what was handled since the last time comes again
            resources.listener().onInternalFailure("releasing consumer " + claim.name(), e);
        }
    }

    /** Stores a position and why the consumer stops there. */
    void stop(ConsumerClaim claim, long position, String reason) {
        update(CableSql.STOP_CONSUMER, claim, position, reason.substring(0, Math.min(2_000, reason.length())));
    }

    private boolean update(String sql, ConsumerClaim claim, long position, @Nullable String reason) {
        long nowMs = resources.nowMs();
        return resources
                .commands()
                .execute(it -> update(it, sql, claim, new Change(position, nowMs, reason)), Ack.COMMITTED);
    }

    /** What is to be stored. */
    private record Change(
            long position, long nowMs, @Nullable String reason) {}

    private static boolean update(Statements statements, String sql, ConsumerClaim claim, Change change)
            throws SQLException {
        PreparedStatement update = statements.prepare(sql);
        update.setString(1, claim.name());
        update.setLong(2, claim.instance());
        update.setLong(3, claim.fence());
        update.setLong(4, change.position);
        update.setLong(5, change.nowMs);
        if (change.reason != null) {
            update.setString(6, change.reason);
        }
        if (update.executeUpdate() == 0) {
            return false;
        }
        if (!sql.equals(CableSql.ADVANCE_CONSUMER)) {
            statements.signal(CableSql.REGISTRY_TOPIC);
        }
        return true;
    }

    List<ConsumerInfo> list() {
        return resources.store().<List<ConsumerInfo>, RuntimeException>read(tx -> {
            long head = LogReader.head(tx);
            return tx.query(
                    CableSql.CONSUMERS,
                    row -> new ConsumerInfo(
                            row.getString(1),
                            resources.position(row.getLong(2)),
                            Math.max(0, head - row.getLong(2)),
                            Optional.ofNullable(row.getString(3)),
                            Optional.ofNullable(row.getString(4)),
                            Instant.ofEpochMilli(row.getLong(5))));
        });
    }

    /** Lets a consumer that has stopped go on. */
    boolean resume(String name) {
        return resources.commands().execute(it -> run(it, CableSql.RESUME_CONSUMER, name), Ack.DURABLE);
    }

    /** Forgets a consumer. */
    boolean delete(String name) {
        return resources.commands().execute(it -> run(it, CableSql.DELETE_CONSUMER, name), Ack.DURABLE);
    }

    private static boolean run(Statements statements, String sql, String name) throws SQLException {
        PreparedStatement update = statements.prepare(sql);
        update.setString(1, name);
        statements.signal(CableSql.REGISTRY_TOPIC);
        return update.executeUpdate() > 0;
    }
}
