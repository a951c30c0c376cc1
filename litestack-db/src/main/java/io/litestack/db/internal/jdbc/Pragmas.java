package io.litestack.db.internal.jdbc;

import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.sql.SqlPragma;
import io.litestack.db.internal.jdbc.error.Failure;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import io.litestack.db.internal.jdbc.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PRAGMA as text. What asks is answered, by SQLite's functions of the same names, which cannot change anything. What sets a
 * setting of the connection is taken if it says what is so already, or if it only tunes, which the store does itself; else it is
 * refused: connections are shared, so a setting would be one of the next user's as well.
 */
final class Pragmas {
    /**
     * What becomes of one.
     *
     * @param query what to run in its place, or null
     * @param rows the answer, if that is known, or null
     * @param isWrite whether it is to run as it is, in a write
     * @param warning what to say of one that was ignored, or null
     */
    record Outcome(
            @Nullable String query,
            @Nullable MemoryRows rows,
            boolean isWrite,
            @Nullable String warning) {
        private static final Outcome NOTHING = new Outcome(null, null, false, null);
        private static final Outcome WRITE = new Outcome(null, null, true, null);

        private static Outcome query(String sql) {
            return new Outcome(sql, null, false, null);
        }

        private static Outcome answer(String label, Object value) {
            return new Outcome(
                    null, new MemoryRows(List.of(label), List.<Object[]>of(new Object[] {value})), false, null);
        }

        private static Outcome ignored(String warning) {
            return new Outcome(null, null, false, warning);
        }
    }

    /** What is read from the schema, the file or the library. */
    private static final Set<String> ASKS = Set.of(
            "table_info",
            "table_xinfo",
            "table_list",
            "index_list",
            "index_info",
            "index_xinfo",
            "foreign_key_list",
            "foreign_key_check",
            "integrity_check",
            "quick_check",
            "database_list",
            "collation_list",
            "function_list",
            "module_list",
            "pragma_list",
            "compile_options",
            "encoding",
            "page_count",
            "page_size",
            "max_page_count",
            "freelist_count",
            "schema_version",
            "user_version",
            "application_id",
            "data_version",
            "auto_vacuum",
            "cache_size",
            "cache_spill",
            "temp_store",
            "journal_size_limit",
            "secure_delete");

    /** Settings of which the store has one value, as SQLite shows it. */
    private static final Map<String, Object> FIXED = Map.ofEntries(
            Map.entry("journal_mode", "wal"),
            Map.entry("locking_mode", "normal"),
            Map.entry("encoding", "UTF-8"),
            Map.entry("wal_autocheckpoint", 0),
            Map.entry("mmap_size", 0),
            Map.entry("read_uncommitted", 0),
            Map.entry("recursive_triggers", 0),
            Map.entry("trusted_schema", 0),
            Map.entry("writable_schema", 0),
            Map.entry("ignore_check_constraints", 0),
            Map.entry("legacy_alter_table", 0),
            Map.entry("legacy_file_format", 0),
            Map.entry("reverse_unordered_selects", 0),
            Map.entry("cell_size_check", 0),
            Map.entry("automatic_index", 1),
            Map.entry("full_column_names", 0),
            Map.entry("short_column_names", 1),
            Map.entry("count_changes", 0),
            Map.entry("empty_result_callbacks", 0));

    /** What changes nothing but the speed, which the store looks after. */
    private static final Set<String> TUNES = Set.of(
            "busy_timeout",
            "cache_size",
            "cache_spill",
            "mmap_size",
            "temp_store",
            "temp_store_directory",
            "wal_autocheckpoint",
            "journal_size_limit",
            "analysis_limit",
            "soft_heap_limit",
            "threads",
            "page_size",
            "auto_vacuum",
            "secure_delete",
            "checkpoint_fullfsync",
            "fullfsync");

    /** What the store's maintenance does on its own account. */
    private static final Set<String> DONE_ANYHOW = Set.of("optimize", "incremental_vacuum", "shrink_memory");

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("on", "1"),
            Map.entry("yes", "1"),
            Map.entry("true", "1"),
            Map.entry("off", "0"),
            Map.entry("no", "0"),
            Map.entry("false", "0"));

    private static final Map<String, Integer> LEVELS =
            Map.of("off", 0, "0", 0, "normal", 1, "1", 1, "full", 2, "2", 2, "extra", 3, "3", 3);

    private final SqlPragma pragma;
    private final Session session;
    private final StoreInternals store;

    private Pragmas(SqlPragma pragma, Session session, StoreInternals store) {
        this.pragma = pragma;
        this.session = session;
        this.store = store;
    }

    static Outcome outcome(SqlPragma pragma, Session session, StoreInternals store) throws SQLException {
        Pragmas pragmas = new Pragmas(pragma, session, store);
        String value = pragma.value();
        return value == null || isArgument(pragma.name()) ? pragmas.asked() : pragmas.set(value);
    }

    /** Whether what is given to it says what to look at. */
    private static boolean isArgument(String name) {
        return name.endsWith("_info")
                || name.endsWith("_xinfo")
                || name.endsWith("_list")
                || name.endsWith("_check")
                || name.equals("wal_checkpoint")
                || DONE_ANYHOW.contains(name);
    }

    private Outcome asked() throws SQLException {
        String name = pragma.name();
        StoreConfig config = store.store().config();
        switch (name) {
            case "foreign_keys" -> {
                return Outcome.answer(name, session.enforcesForeignKeys() ? 1 : 0);
            }
            case "query_only" -> {
                return Outcome.answer(name, session.readOnly() ? 1 : 0);
            }
            case "synchronous" -> {
                return Outcome.answer(name, level(config.sync()));
            }
            case "busy_timeout" -> {
                return Outcome.answer("timeout", config.waitTimeout().toMillis());
            }
            case "defer_foreign_keys" -> {
                return Outcome.WRITE;
            }
            case "wal_checkpoint" -> {
                return checkpoint();
            }
            default -> {
                // below
            }
        }
        Object fixed = FIXED.get(name);
        if (fixed != null) {
            return Outcome.answer(name, fixed);
        }
        if (ASKS.contains(name)) {
            return Outcome.query("SELECT * FROM pragma_" + name + arguments());
        }
        if (DONE_ANYHOW.contains(name)) {
            return Outcome.NOTHING;
        }
        throw refused();
    }

    private String arguments() {
        String value = pragma.value();
        if (value == null) {
            return "";
        }
        return "(" + literal(value) + (pragma.schema() == null ? "" : ", " + literal(pragma.schema())) + ")";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private Outcome checkpoint() {
        long[] log = store.checkpointSoon();
        return new Outcome(
                null,
                new MemoryRows(
                        List.of("busy", "log", "checkpointed"), List.<Object[]>of(new Object[] {0, log[0], log[1]})),
                false,
                null);
    }

    private static int level(Sync sync) {
        return switch (sync) {
            case OFF -> 0;
            case NORMAL -> 1;
            case FULL -> 2;
        };
    }

    private Outcome set(String value) throws SQLException {
        String wanted = WORDS.getOrDefault(value.toLowerCase(Locale.ROOT), value.toLowerCase(Locale.ROOT));
        String name = pragma.name();
        switch (name) {
            case "foreign_keys" -> {
                return foreignKeys(wanted.equals("1"));
            }
            case "synchronous" -> {
                return synchronous(value.toLowerCase(Locale.ROOT));
            }
            case "user_version" -> {
                return Outcome.WRITE;
            }
            case "defer_foreign_keys" -> {
                return session.isInTransaction() ? Outcome.WRITE : Outcome.NOTHING;
            }
            case "query_only" -> {
                return queryOnly(wanted);
            }
            default -> {
                // below
            }
        }
        Object fixed = FIXED.get(name);
        if (fixed != null && wanted.equalsIgnoreCase(String.valueOf(fixed))) {
            return Outcome.answer(name, fixed);
        }
        if (TUNES.contains(name)) {
            return Outcome.ignored("PRAGMA " + name
                    + " was ignored: the store's connections are shared, and tuned by its" + " StoreConfig");
        }
        throw refused();
    }

    private Outcome foreignKeys(boolean areEnforced) {
        if (session.hasTransaction()) {
            return areEnforced == session.enforcesForeignKeys()
                    ? Outcome.NOTHING
                    : Outcome.ignored("PRAGMA foreign_keys was ignored: it has no effect inside a transaction");
        }
        session.enforceForeignKeys(areEnforced);
        return Outcome.NOTHING;
    }

    private Outcome synchronous(String wanted) throws SQLException {
        int current = level(store.store().config().sync());
        if (LEVELS.getOrDefault(wanted, Integer.MAX_VALUE) <= current) {
            return Outcome.NOTHING;
        }
        throw Failure.NOT_ALLOWED.of(
                "PRAGMA synchronous = " + wanted + " is not allowed here: the level of the store is" + " "
                        + store.store().config().sync() + ", which its StoreConfig sets (sync)");
    }

    private Outcome queryOnly(String wanted) throws SQLException {
        if (wanted.equals(session.readOnly() ? "1" : "0")) {
            return Outcome.NOTHING;
        }
        throw Failure.NOT_ALLOWED.of("PRAGMA query_only is not allowed here: call setReadOnly");
    }

    private SQLException refused() {
        return Failure.NOT_ALLOWED.of("PRAGMA " + pragma.name() + (pragma.value() == null ? "" : " = " + pragma.value())
                + " is not allowed here: the store's connections are shared, and set by its StoreConfig");
    }
}
