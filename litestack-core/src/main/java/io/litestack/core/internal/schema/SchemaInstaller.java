package io.litestack.core.internal.schema;

import io.litestack.core.StoreException;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.write.WriteExecutor;
import io.litestack.core.spi.Commands;
import io.litestack.core.spi.Schema;
import io.litestack.core.spi.Statements;
import io.litestack.core.spi.sql.SqlScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings the tables of the components to their newest version, and notices when another release went further. */
public final class SchemaInstaller {
    private static final String CREATE_TABLE = """
            CREATE TABLE IF NOT EXISTS litestack_schema (
                component     TEXT    NOT NULL,
                version       INTEGER NOT NULL,
                checksum      TEXT    NOT NULL,
                applied_at_ms INTEGER NOT NULL,
                PRIMARY KEY (component, version)
            ) STRICT, WITHOUT ROWID""";
    private static final String TABLE_EXISTS =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'litestack_schema'";
    private static final String APPLIED =
            "SELECT version, checksum FROM litestack_schema WHERE component = ? ORDER BY version";
    private static final String NEWEST = "SELECT component, max(version) FROM litestack_schema GROUP BY component";
    private static final String RECORD =
            "INSERT INTO litestack_schema (component, version, checksum, applied_at_ms) VALUES (?, ?, ?, ?)";

    private final StoreContext store;
    private final Commands commands;
    private final WriteExecutor writes;
    private final Path file;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    public SchemaInstaller(StoreContext store, Commands commands, WriteExecutor writes) {
        this.store = store;
        this.commands = commands;
        this.writes = writes;
        this.file = store.path();
    }

    /** Applies what is missing, in one transaction: that which the thread has open, if so. */
    public void install(Schema schema) {
        if (commands.isInTransaction() || isMissing(schema)) {
            commands.execute(statements -> apply(schema, statements), Commands.Ack.DURABLE);
        }
        known.put(schema.component(), schema.scripts().size());
    }

    private boolean isMissing(Schema schema) {
        return writes.onConnection(connection ->
                applied(schema, connection).size() < schema.scripts().size());
    }

    /** Reports a component whose tables are newer than this process knows; null if there is none. */
    public void check(CachedConnection connection, NewerSchema listener) throws SQLException {
        if (known.isEmpty() || connection.single(TABLE_EXISTS) == 0) {
            return;
        }
        try (ResultSet rows = connection.prepare(NEWEST).executeQuery()) {
            while (rows.next()) {
                Integer mine = known.get(rows.getString(1));
                if (mine != null && rows.getInt(2) > mine) {
                    listener.found(rows.getString(1), rows.getInt(2), mine);
                }
            }
        }
    }

    /** Hears of a newer schema. */
    public interface NewerSchema {
        void found(String component, int found, int known);
    }

    private int apply(Schema schema, Statements statements) throws SQLException {
        statements.prepare(CREATE_TABLE).execute();
        int first = applied(schema, statements).size();
        for (int i = first; i < schema.scripts().size(); i++) {
            runScript(schema, i + 1, statements);
            PreparedStatement record = statements.prepare(RECORD);
            record.setString(1, schema.component());
            record.setInt(2, i + 1);
            record.setString(3, checksum(schema.scripts().get(i)));
            record.setLong(4, store.config().clock().millis());
            record.execute();
        }
        return schema.scripts().size() - first;
    }

    private void runScript(Schema schema, int version, Statements statements) throws SQLException {
        for (SqlScript.Statement statement :
                SqlScript.statements(schema.scripts().get(version - 1))) {
            try {
                runToItsEnd(statements.prepare(statement.text()));
            } catch (SQLException e) {
                throw new StoreException(
                        "version " + version + " of component " + schema.component() + " could not be applied to "
                                + file + ", line " + statement.line() + ": " + e.getMessage() + "; nothing was changed",
                        e);
            }
        }
    }

    /** A statement with rows left would hold up the commit. */
    private static void runToItsEnd(PreparedStatement statement) throws SQLException {
        if (statement.execute()) {
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    // nobody wants them
                }
            }
        }
    }

    /** The checksums of the applied versions, after comparing them with the given ones. */
    private List<String> applied(Schema schema, Statements statements) throws SQLException {
        List<String> checksums = new ArrayList<>();
        if (!tableExists(statements)) {
            return checksums;
        }
        PreparedStatement select = statements.prepare(APPLIED);
        select.setString(1, schema.component());
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                checksums.add(compared(schema, rows.getInt(1), rows.getString(2)));
            }
        }
        return checksums;
    }

    private static boolean tableExists(Statements statements) throws SQLException {
        try (ResultSet row = statements.prepare(TABLE_EXISTS).executeQuery()) {
            return row.next() && row.getInt(1) > 0;
        }
    }

    private String compared(Schema schema, int version, String checksum) {
        if (version > schema.scripts().size()) {
            throw new StoreException(
                    file + " was written by a newer release: component " + schema.component() + " is at version "
                            + version
                            + ", this release knows up to " + schema.scripts().size()
                            + "; use the newer release, or restore a backup from before the upgrade",
                    null);
        }
        if (!checksum.equals(checksum(schema.scripts().get(version - 1)))) {
            throw new StoreException(
                    "version " + version + " of component " + schema.component() + " in " + file
                            + " is not the one that this release knows; was the file written by an unreleased build?",
                    null);
        }
        return checksum;
    }

    private static String checksum(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(script.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
