package io.litestack.core.internal.sqlite;

import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import java.net.URI;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections with a store's settings.
 *
 * <p>The driver takes pragmas from a file's name, applies properties in the order of a hash table, and runs the first of
 * several statements. So the file is named by an encoded URI, and each pragma is a statement of its own, in an order that
 * matters (page size and vacuum mode only count before the first table; the journal mode only after them), and what
 * would fail silently is read back.
 */
public final class ConnectionFactory {
    /** The first release without the bug by which a WAL reset could corrupt a database. */
    private static final int[] LEAST_SQLITE = {3, 51, 3};

    /** The parts of the page cache: the writer, and the readers together, get half each. */
    private static final int SHARES = 2;

    private static volatile String sqliteVersion = "";

    private final StoreConfig config;
    private volatile Runnable openGuard = () -> {};

    public ConnectionFactory(StoreConfig config) {
        this.config = config;
    }

    /** Refuses further connections once a file is lost: they would be to the one that has taken its place. */
    public void refuseUnless(Runnable filesAreThere) {
        openGuard = filesAreThere;
    }

    /** The version of the SQLite library; empty before the first connection. */
    public static String sqliteVersion() {
        return sqliteVersion;
    }

    /** The first connection of a store: it also gives a new file its shape. */
    public CachedConnection openFirst() throws SQLException {
        CachedConnection connection = connect(false);
        try {
            connection.runOnce("PRAGMA busy_timeout=" + config.waitTimeout().toMillis());
            refuseVulnerableSqlite(connection);
            TemporaryFolder.choose(connection, config.path());
            if (isNew(connection)) {
                connection.runOnce("PRAGMA auto_vacuum=INCREMENTAL");
            }
            expect(connection, "journal_mode=WAL", "wal");
            // a read, at which SQLite makes the log and its index, and takes the locks that it keeps while it is open
            connection.pragma("schema_version");
            return configureWriter(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A further write connection to a file that {@link #openFirst} has prepared. */
    public CachedConnection openWriter() throws SQLException {
        refuseIfLost();
        CachedConnection connection = connect(false);
        try {
            return configureWriter(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection for the maintenance. */
    public CachedConnection openMaintenance() throws SQLException {
        CachedConnection connection = openWriter();
        connection.runOnce("PRAGMA cache_size=-256");
        return connection;
    }

    /** A connection that only reads. */
    public CachedConnection openReader() throws SQLException {
        refuseIfLost();
        CachedConnection connection = connect(false);
        try {
            connection.runOnce("PRAGMA busy_timeout=" + config.waitTimeout().toMillis());
            applyCommon(connection);
            cacheSize(connection, config.pageCacheBytes() / SHARES / config.readers());
            connection.runOnce("PRAGMA temp_store=MEMORY");
            connection.runOnce("PRAGMA query_only=ON");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that reads next to nothing, to hold a lock that others share. It waits for nobody. */
    public CachedConnection openMark() throws SQLException {
        CachedConnection connection = openReader();
        try {
            connection.runOnce("PRAGMA busy_timeout=0");
            cacheSize(connection, 0);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that cannot write at all, so that closing it last checkpoints nothing. */
    public CachedConnection openReadOnly() throws SQLException {
        CachedConnection connection = connect(true);
        try {
            connection.runOnce("PRAGMA busy_timeout=1000");
            connection.pragma("schema_version");
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void refuseIfLost() {
        openGuard.run();
    }

    private CachedConnection connect(boolean readOnly) throws SQLException {
        NativeLibrary.load(config);
        SQLiteConfig settings = new SQLiteConfig();
        // else each INSERT is followed by a query for its id, which costs four times the INSERT itself
        settings.setGetGeneratedKeys(false);
        settings.setBusyTimeout(0);
        settings.setReadOnly(readOnly);
        // the driver holds a monitor of its own around each call; the file is there already, and never made anew
        settings.setOpenMode(SQLiteOpenMode.NOMUTEX);
        settings.resetOpenMode(SQLiteOpenMode.CREATE);
        SQLiteConnection connection = (SQLiteConnection) settings.createConnection("jdbc:sqlite:" + uri(config.path()));
        // the driver must neither begin nor commit: transactions are begun and ended as statements
        connection.getConnectionConfig().setAutoCommit(false);
        return new CachedConnection(connection);
    }

    /** The path as a {@code file:} URI, in which nothing is left that the driver or SQLite would take for an option. */
    private static String uri(Path path) {
        URI uri = path.toUri();
        return "file:" + uri.getRawPath();
    }

    private CachedConnection configureWriter(CachedConnection connection) throws SQLException {
        applyCommon(connection);
        connection.runOnce("PRAGMA synchronous=" + (config.sync() == Sync.OFF ? "OFF" : "NORMAL"));
        // the maintenance shrinks the log, in steps
        connection.runOnce("PRAGMA journal_size_limit=-1");
        connection.runOnce("PRAGMA temp_store=FILE");
        cacheSize(connection, config.pageCacheBytes() / SHARES);
        connection.runOnce("PRAGMA busy_timeout=0");
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")) {
            connection.runOnce("PRAGMA checkpoint_fullfsync=ON");
        }
        expect(connection, "synchronous", config.sync() == Sync.OFF ? "0" : "1");
        expect(connection, "foreign_keys", "1");
        return connection;
    }

    private static void applyCommon(CachedConnection connection) throws SQLException {
        connection.runOnce("PRAGMA foreign_keys=ON");
        connection.runOnce("PRAGMA trusted_schema=OFF");
        connection.runOnce("PRAGMA mmap_size=0");
        // the maintenance checkpoints, or an outside replicator; never a COMMIT
        expect(connection, "wal_autocheckpoint=0", "0");
    }

    private static void cacheSize(CachedConnection connection, long bytes) throws SQLException {
        connection.runOnce("PRAGMA cache_size=-" + Math.max(64, bytes / 1024));
    }

    private static boolean isNew(CachedConnection connection) throws SQLException {
        return "0".equals(connection.pragma("page_count"));
    }

    private static void expect(CachedConnection connection, String pragma, String expected) throws SQLException {
        String actual = connection.pragma(pragma);
        if (!expected.equalsIgnoreCase(actual)) {
            throw new StoreException(
                    "PRAGMA " + pragma + " did not take: expected " + expected + ", but it says " + actual
                            + (pragma.startsWith("journal_mode")
                                    ? "; the file system must support shared memory (network file systems do not)"
                                    : ""),
                    null);
        }
    }

    private static void refuseVulnerableSqlite(CachedConnection connection) throws SQLException {
        if (!sqliteVersion.isEmpty()) {
            return;
        }
        String version;
        try (Statement statement = connection.driver().createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            version = row.getString(1);
        }
        if (isOlder(version)) {
            throw new StoreException(
                    "SQLite " + version + " can corrupt a database when its write-ahead log is reset; Litestack needs"
                            + " 3.51.3 or newer: use org.xerial:sqlite-jdbc 3.51.3.0 or newer (another dependency may have"
                            + " chosen an older one)",
                    null);
        }
        sqliteVersion = version;
    }

    static boolean isOlder(String version) {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < LEAST_SQLITE.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != LEAST_SQLITE[i]) {
                return part < LEAST_SQLITE[i];
            }
        }
        return false;
    }
}
