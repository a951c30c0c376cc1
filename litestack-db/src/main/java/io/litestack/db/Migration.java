package io.litestack.db;

import io.litestack.db.internal.migration.MigrationFiles;
import java.util.Objects;

/**
 * One step in the history of a database's tables. Once released it is never changed: what is to change comes as a further
 * one. Immutable.
 *
 * @param version its place in the order, more than zero
 * @param name what it does, such as {@code create_users}
 * @param sql its statements
 */
public record Migration(long version, String name, String sql) {
    /**
     * Checks the values.
     *
     * @param version see above
     * @param name see above
     * @param sql see above
     * @throws IllegalArgumentException if the version is not positive or the name is blank
     */
    public Migration {
        Objects.requireNonNull(sql);
        if (version < 1) {
            throw new IllegalArgumentException("the version of a migration must be more than zero, but is " + version);
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("migration " + version + " must have a name");
        }
    }

    /**
     * Makes a migration of a file.
     *
     * @param fileName the file's name, as {@code V1__create_users.sql}
     * @param sql its statements
     * @return the migration
     * @throws MigrationException if the name has another form
     */
    public static Migration of(String fileName, String sql) {
        return MigrationFiles.parse(fileName, sql);
    }

    /**
     * Returns the name of its file, for messages.
     *
     * @return such as {@code V1__create_users.sql}
     */
    public String fileName() {
        return "V" + version + "__" + name + ".sql";
    }
}
