package io.litestack.db.internal.migration;

import io.litestack.core.RowMapper;

/** A migration that a file has seen. */
record AppliedMigration(long version, String name, String checksum) {
    static final RowMapper<AppliedMigration> ROW =
            row -> new AppliedMigration(row.getLong(1), row.getString(2), row.getString(3));

    String fileName() {
        return "V" + version + "__" + name + ".sql";
    }
}
