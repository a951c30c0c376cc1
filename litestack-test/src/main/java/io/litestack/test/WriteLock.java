package io.litestack.test;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds the write lock of a file by a connection of its own, on a thread of its own. */
final class WriteLock implements Fault {
    private static final int WAIT_MILLIS = 10_000;
    private static final long LONGEST_END_MILLIS = 10_000;

    private final Path file;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable SQLException failure;

    private WriteLock(Path file, Duration time) {
        this.file = file;
        this.thread = new Thread(() -> hold(time), "litestack-test-lock");
        thread.setDaemon(true);
    }

    /** Returns once it is held. */
    static Fault hold(Path file, Duration time) {
        WriteLock lock = new WriteLock(file, time);
        lock.thread.start();
        try {
            lock.held.await();
        } catch (InterruptedException e) {
            lock.end.countDown();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the write lock of " + file, e);
        }
        SQLException cause = lock.failure;
        if (cause != null) {
            throw new IllegalStateException("cannot take the write lock of " + file + ": " + cause.getMessage(), cause);
        }
        return lock;
    }

    private void hold(Duration time) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            // the last connection that is closed must not touch the log, which may be that of a replicator
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("PRAGMA busy_timeout=" + WAIT_MILLIS);
            statement.execute("BEGIN IMMEDIATE");
            held.countDown();
            boolean unused = end.await(time.toNanos(), TimeUnit.NANOSECONDS);
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            // nobody does so
            Thread.currentThread().interrupt();
        } finally {
            held.countDown();
        }
    }

    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the write lock of " + file + " is not free after 10 s");
        }
    }
}
