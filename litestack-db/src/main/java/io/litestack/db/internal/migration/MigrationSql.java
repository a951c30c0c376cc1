package io.litestack.db.internal.migration;

/** The statements of the database's own tables. */
public final class MigrationSql {
    static final String APPLIED = "SELECT version, name, checksum FROM litestack_migration ORDER BY version";

    public static final String NEWEST = "SELECT coalesce(max(version), 0) FROM litestack_migration";

    static final String IS_INSTALLED =
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'litestack_migration'";

    /** Tables of the application: SQLite's own and those of Litestack's parts do not count. */
    static final String HAS_TABLES = """
            SELECT count(*) FROM sqlite_schema
            WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'litestack_*'
              AND name NOT GLOB 'litejob_*' AND name NOT GLOB 'litecache_*' AND name NOT GLOB 'litecable_*'""";

    static final String RECORD = """
            INSERT INTO litestack_migration (version, name, checksum, applied_at_ms, took_ms)
            VALUES (?, ?, ?, ?, ?)""";

    static final String FOREIGN_KEY_CHECK = "PRAGMA foreign_key_check";

    static final String IS_SEEDED = "SELECT count(*) FROM litestack_seed";

    static final String SEEDED = "INSERT INTO litestack_seed (id, seeded_at_ms) VALUES (1, ?)";

    private MigrationSql() {}
}
