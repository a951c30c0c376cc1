package io.litestack.cable.internal.lease;

import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.HostName;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.ProcessLiveness;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The row of this cable in the store, under which it holds consumers and members, and those of others. What a row holds is freed
 * when its process is dead for sure, at once, or when its heartbeat has stood still for its lease, as far as this process could
 * see that. Thread-safe.
 *
 * <p>Nothing of this runs before somebody needs it: before {@link #register} or {@link #observe}.
 */
public final class InstanceRegistry implements AutoCloseable {
    private static final long NONE = 0;
    private static final int HEARTBEATS_PER_LEASE = 6;
    private static final int MOST_TRIES = 5;

    /** So long after a process may have died it is looked once more: not all that died with it is gone at once. */
    private static final long SECOND_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** What one transaction found. */
    private record Observation(boolean isRegistered, List<InstanceRow> others) {}

    private final CableResources resources;
    private final long intervalNanos;
    private final LoopWorker loop;
    private final List<Duty> duties = new CopyOnWriteArrayList<>();
    private final StandstillDetector detector = new StandstillDetector();
    private ChangeNotifier.@Nullable Subscription interest;
    private volatile long id = NONE;
    private volatile boolean isAlarmed = true;
    private volatile boolean isClosed;

    // The loop's alone.
    private boolean isFirst = true;
    private boolean isSecondLookDue;
    private long observedAt;

    public InstanceRegistry(CableResources resources) {
        this.resources = resources;
        this.intervalNanos = resources.config().timeouts().lease().toNanos() / HEARTBEATS_PER_LEASE;
        this.observedAt = resources.ticks() - intervalNanos;
        this.loop = resources.internals().loop("cable-leases", this::run);
    }

    /** Has something looked after, from the next step on. */
    public void add(Duty duty) {
        duties.add(duty);
    }

    /** Looks after others from now on, if it does not already. */
    public synchronized void observe() {
        if (interest == null && !isClosed) {
            loop.start();
            interest = resources.internals().changeNotifier().subscribe(CableSql.REGISTRY_TOPIC, this::alarm);
        }
    }

    /** Has the duties run soon. */
    public void wake() {
        loop.wake();
    }

    private void alarm() {
        isAlarmed = true;
        loop.wake();
    }

    /** The id of the own row; 0 if there is none. */
    public long id() {
        return id;
    }

    /** Returns the id of the own row, which is written if there is none. */
    public synchronized long register() {
        if (id == NONE) {
            String processId = resources.internals().processLiveness().ownId().orElse(null);
            long leaseMs = resources.config().timeouts().lease().toMillis();
            long nowMs = resources.nowMs();
            id = resources.commands().execute(statements -> add(statements, processId, leaseMs, nowMs), Ack.COMMITTED);
            observe();
        }
        return id;
    }

    private static long add(Statements statements, @Nullable String processId, long leaseMs, long nowMs)
            throws SQLException {
        PreparedStatement insert = statements.prepare(CableSql.ADD_INSTANCE);
        insert.setString(1, processId);
        insert.setLong(2, leaseMs);
        insert.setString(3, HostName.get() + ':' + ProcessHandle.current().pid());
        insert.setLong(4, nowMs);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Something that can be held under a row. */
    @FunctionalInterface
    public interface Holding<T> {
        /** Tries to hold it; returns nothing if the row is gone. */
        Optional<T> under(long instance);
    }

    /** Holds something under the own row, which is written anew if it is gone. */
    public <T> T hold(Holding<T> holding) {
        for (int i = 0; i < MOST_TRIES; i++) {
            long instance = register();
            Optional<T> held = holding.under(instance);
            if (held.isPresent()) {
                return held.get();
            }
            lost(instance);
        }
        throw new IllegalStateException("the row of this process in "
                + resources.store().config().path() + " is deleted again and again; somebody takes it for dead");
    }

    private void lost(long instance) {
        synchronized (this) {
            if (id != instance) {
                return;
            }
            id = NONE;
        }
        duties.forEach(Duty::lost);
    }

    // The loop.

    private long run() {
        long now = resources.ticks();
        if (now - observedAt >= intervalNanos) {
            observedAt = now;
            observeAll(now);
        }
        if (isAlarmed || isSecondLookDue) {
            // before the look: an alarm that comes during it is not covered by it
            isSecondLookDue = isAlarmed;
            isAlarmed = false;
            freeDead();
        }
        long next = intervalNanos - (now - observedAt);
        for (Duty duty : duties) {
            next = Math.min(next, run(duty));
        }
        return isSecondLookDue ? Math.min(next, SECOND_LOOK_NANOS) : Math.max(0, next);
    }

    private long run(Duty duty) {
        try {
            return duty.run();
        } catch (RuntimeException | Error e) {
            resources.listener().onInternalFailure("looking after consumers and members", e);
            return TimeUnit.SECONDS.toNanos(1);
        }
    }

    private void observeAll(long now) {
        long mine = id;
        Observation seen = resources.commands().execute(statements -> observe(statements, mine), Ack.COMMITTED);
        if (isFirst) {
            isFirst = false;
            resources.commands().execute(InstanceRegistry::freeOrphans, Ack.COMMITTED);
        }
        if (mine != NONE && !seen.isRegistered) {
            lost(mine);
        }
        for (InstanceRow hanging : detector.observe(seen.others, now)) {
            free(hanging, true);
        }
    }

    private static Observation observe(Statements statements, long mine) throws SQLException {
        boolean isRegistered = false;
        if (mine != NONE) {
            PreparedStatement heartbeat = statements.prepare(CableSql.HEARTBEAT);
            heartbeat.setLong(1, mine);
            isRegistered = heartbeat.executeUpdate() > 0;
        }
        PreparedStatement select = statements.prepare(CableSql.OTHER_INSTANCES);
        select.setLong(1, mine);
        List<InstanceRow> others = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                others.add(InstanceRow.read(rows));
            }
        }
        return new Observation(isRegistered, others);
    }

    private void freeDead() {
        ProcessLiveness liveness = resources.internals().processLiveness();
        for (InstanceRow other : resources.ownStore().query(CableSql.OTHER_INSTANCES, InstanceRow::read, id)) {
            if (other.processId() != null && liveness.isDead(other.processId())) {
                free(other, false);
            }
        }
    }

    private void free(InstanceRow row, boolean isHung) {
        boolean isFreed = resources.commands().execute(statements -> free(statements, row, isHung), Ack.COMMITTED);
        if (isFreed) {
            resources.listener().onInstanceLost(row.name(), isHung ? "its heartbeat stands still" : "it is dead");
        }
    }

    private static boolean free(Statements statements, InstanceRow row, boolean isHung) throws SQLException {
        PreparedStatement delete =
                statements.prepare(isHung ? CableSql.DELETE_HUNG_INSTANCE : CableSql.DELETE_INSTANCE);
        delete.setLong(1, row.id());
        if (isHung) {
            delete.setLong(2, row.heartbeat());
        }
        if (delete.executeUpdate() == 0) {
            return false;
        }
        for (String sql : List.of(CableSql.FREE_MEMBERS, CableSql.FREE_CONSUMERS)) {
            PreparedStatement update = statements.prepare(sql);
            update.setLong(1, row.id());
            update.executeUpdate();
        }
        statements.signal(CableSql.REGISTRY_TOPIC);
        return true;
    }

    private static boolean freeOrphans(Statements statements) throws SQLException {
        for (String sql : List.of(CableSql.FREE_ORPHANED_MEMBERS, CableSql.FREE_ORPHANED_CONSUMERS)) {
            statements.prepare(sql).executeUpdate();
        }
        return true;
    }

    /** Frees what is held under the own row. */
    @Override
    public void close() {
        ChangeNotifier.Subscription ended;
        long mine;
        synchronized (this) {
            isClosed = true;
            ended = interest;
            interest = null;
            mine = id;
            id = NONE;
        }
        if (ended != null) {
            ended.close();
        }
        loop.close();
        if (mine != NONE) {
            try {
                InstanceRow row = new InstanceRow(mine, null, 0, 0, "");
                resources.commands().execute(statements -> free(statements, row, false), Ack.COMMITTED);
            } catch (RuntimeException e) {
                // others find that this process is gone
                resources.listener().onInternalFailure("leaving the registry", e);
            }
        }
    }
}
