package io.litestack.db.internal.url;

import io.litestack.core.StoreBusyException;
import io.litestack.db.Database;
import io.litestack.db.internal.jdbc.ConnectionOptions;
import io.litestack.db.internal.jdbc.StoreDataSource;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The databases that connections by URL have open, each for all who have the same place and settings. Thread-safe.
 *
 * <p>A database opens with its first connection. When the last one is closed it waits for another for a while, and then closes;
 * at the end of the JVM it does so at once, so that a tool leaves nothing but the file. A database that still has connections
 * then is left as it is: that is what a crash leaves, and nothing is lost by it.
 *
 * <p>Opening and closing may take long, and are done with the lock of the one database held, never with that of all. Who wants
 * a database that is being closed waits, and opens it again.
 */
final class SharedDatabases {
    private final Duration linger;
    private final Map<Object, Shared> all = new HashMap<>();

    SharedDatabases(Duration linger) {
        this.linger = linger;
    }

    /** A connection, which gives its share of the database back when it is closed. */
    Connection connect(ConnectionUrl url) throws SQLException {
        Shared shared;
        synchronized (all) {
            shared = all.computeIfAbsent(List.of(url.place(), url.settings()), key -> new Shared(key, url));
            shared.acquire();
        }
        boolean isConnected = false;
        try {
            StoreDataSource source = shared.open(url.isReadOnly());
            List<String> warnings = url.ignored().stream()
                    .map(it -> "the property " + it + " is not known and was ignored")
                    .toList();
            Connection connection = source.getConnection(
                    new ConnectionOptions(url.isReadOnly(), warnings, new Share(shared)::giveBack));
            isConnected = true;
            return connection;
        } finally {
            if (!isConnected) {
                shared.release();
            }
        }
    }

    /** How many databases are open or were asked for. */
    int count() {
        synchronized (all) {
            return all.size();
        }
    }

    /** One connection's share, which it gives back once. */
    private static final class Share {
        private @Nullable Shared of;

        Share(Shared of) {
            this.of = of;
        }

        synchronized void giveBack() {
            Shared shared = of;
            of = null;
            if (shared != null) {
                shared.release();
            }
        }
    }

    /** One database. Its counts are under the lock of all, the database itself under its own. */
    private final class Shared {
        private final Object key;
        private final ConnectionUrl url;
        private int connections;
        private int releases;
        private @Nullable Thread atExit;
        private @Nullable Database database;
        private @Nullable Path folder;

        Shared(Object key, ConnectionUrl url) {
            this.key = key;
            this.url = url;
        }

        void acquire() {
            connections++;
            forgetExit();
        }

        synchronized StoreDataSource open(boolean mustExist) throws SQLException {
            Database open = database;
            if (open == null) {
                open = openNow(mustExist);
                database = open;
            }
            return (StoreDataSource) open.dataSource();
        }

        private Database openNow(boolean mustExist) throws SQLException {
            Path file = url.place().file().orElse(null);
            if (file != null && mustExist && !Files.exists(file)) {
                throw Failure.CANNOT_CONNECT.of(file + " does not exist, and readOnly=true does not create it");
            }
            try {
                return Database.open(UrlSettings.config(file == null ? temporaryFile() : file, url.settings()));
            } catch (StoreBusyException e) {
                throw JdbcErrors.of(e);
            } catch (RuntimeException | IOException e) {
                deleteFolder();
                throw Failure.CANNOT_CONNECT.of(String.valueOf(e.getMessage()), e);
            }
        }

        private Path temporaryFile() throws IOException {
            Path made = Files.createTempDirectory("litestack-jdbc-");
            folder = made;
            return made.resolve("temporary.db");
        }

        void release() {
            synchronized (all) {
                connections--;
                if (connections == 0) {
                    int now = ++releases;
                    closeAtExit();
                    CompletableFuture.delayedExecutor(linger.toMillis(), TimeUnit.MILLISECONDS, inThreadOfItsOwn())
                            .execute(() -> closeUnlessUsed(now));
                }
            }
        }

        private Executor inThreadOfItsOwn() {
            return task -> {
                Thread thread = new Thread(task, "litestack-jdbc-close");
                thread.setDaemon(true);
                thread.start();
            };
        }

        /** Closes it if it had no connection since it was released for the n-th time. */
        private synchronized void closeUnlessUsed(int release) {
            synchronized (all) {
                if (connections > 0 || releases != release) {
                    return;
                }
                forgetExit();
            }
            Database closing = database;
            database = null;
            if (closing != null) {
                closing.close();
            }
            deleteFolder();
            synchronized (all) {
                if (connections == 0 && releases == release) {
                    all.remove(key);
                }
            }
        }

        private void closeAtExit() {
            int now = releases;
            Thread thread = new Thread(() -> closeUnlessUsed(now), "litestack-jdbc-exit");
            try {
                Runtime.getRuntime().addShutdownHook(thread);
                atExit = thread;
            } catch (IllegalStateException e) {
                // the JVM ends already: as after a crash, nothing is lost
            }
        }

        private void forgetExit() {
            Thread thread = atExit;
            atExit = null;
            try {
                if (thread != null) {
                    Runtime.getRuntime().removeShutdownHook(thread);
                }
            } catch (IllegalStateException e) {
                // the JVM ends: then it finds nothing to do
            }
        }

        private void deleteFolder() {
            Path made = folder;
            folder = null;
            if (made == null || !Files.isDirectory(made)) {
                return;
            }
            try (Stream<Path> files = Files.walk(made)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // it is in the temporary folder, which is emptied now and then
            }
        }
    }
}
