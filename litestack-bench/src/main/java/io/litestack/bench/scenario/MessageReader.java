package io.litestack.bench.scenario;

import io.litestack.bench.harness.Companion;
import io.litestack.core.Store;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A process that waits for messages in a table and reads them when it is woken. */
final class MessageReader implements Companion {
    static final String TABLE =
            "create table message(id integer primary key, due_ns integer not null, phase text not null) strict";

    private static final String INSERT = "insert into message(due_ns, phase) values (?, ?)";
    private static final String SELECT = "select id, due_ns, phase from message where id > ? order by id";
    private static final long NONE = Long.MIN_VALUE;

    private final Arrivals arrivals = new Arrivals();
    private final AtomicLong awakeAt = new AtomicLong(NONE);
    private long lastId;

    /** One row of {@link #TABLE}. */
    private record Message(long id, long dueNanos, String phase) {}

    static Command<Boolean> insert(String phase, long dueNanos) {
        return statements -> {
            PreparedStatement statement = statements.prepare(INSERT);
            statement.setLong(1, dueNanos);
            statement.setString(2, phase);
            statement.executeUpdate();
            statements.signal(TopicListener.TOPIC);
            return true;
        };
    }

    @Override
    @SuppressWarnings("try") // the subscription only has to be there
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) {
        Thread reader = Thread.currentThread();
        try (Store store = Store.open(JobTable.file(folder));
                ChangeNotifier.Subscription ignored = StoreInternals.of(store)
                        .changeNotifier()
                        .subscribe(TopicListener.TOPIC, () -> {
                            awakeAt.compareAndSet(NONE, System.nanoTime());
                            LockSupport.unpark(reader);
                        })) {
            control.ready();
            while (!control.isStopping()) {
                readOrWait(store);
            }
            read(store, System.nanoTime());
        }
        return arrivals.figures();
    }

    private void readOrWait(Store store) {
        long awake = awakeAt.getAndSet(NONE);
        if (awake == NONE) {
            // a moment only, to see whether it is to stop
            LockSupport.parkNanos(this, 50_000_000);
        } else {
            read(store, awake);
        }
    }

    private void read(Store store, long awake) {
        List<Message> found =
                store.query(SELECT, row -> new Message(row.getLong(1), row.getLong(2), row.getString(3)), lastId);
        long now = System.nanoTime();
        for (Message message : found) {
            lastId = message.id();
            // one that came due after the wake-up was found because this process was reading just then
            long knownAt = awake - message.dueNanos() >= 0 ? awake : now;
            arrivals.add(message.phase(), message.dueNanos(), knownAt, now);
        }
    }
}
