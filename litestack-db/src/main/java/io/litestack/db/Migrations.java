package io.litestack.db;

import io.litestack.db.internal.migration.MigrationFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the migrations of a database come from: as a rule files such as {@code V1__create_users.sql} in the folder {@code
 * db/migration} of the class path.
 *
 * <p>Versions are whole numbers that count up one by one from 1, or dates and times such as {@code 20260131} or {@code
 * 20260131120000}, between which there may be gaps. Folders within the folder count too, hidden files do not. Files are UTF-8,
 * and hold at least one statement. Each migration is one transaction, together with the row
 * in {@code litestack_migration} that remembers it; it may hold any number of statements but those that cannot be in a
 * transaction (BEGIN, COMMIT, VACUUM, ATTACH, most PRAGMAs).
 *
 * <p>While a migration runs, foreign keys are neither enforced nor acted upon, so that a table to which others refer can be
 * made anew (create the new one, copy, drop the old one, rename); before it commits all foreign keys of the file are checked.
 *
 * <p>It is an error, before anything is changed: two migrations with one version; a gap; one that was applied and is now
 * missing or has another text; one that is new but not the newest; a file that a newer release has migrated further.
 */
@FunctionalInterface
public interface Migrations {
    /**
     * Reads all migrations.
     *
     * @return the migrations in any order
     * @throws MigrationException if they cannot be read, or a file's name has another form
     */
    List<Migration> load();

    /**
     * Those in {@code db/migration} on the class path; none if there is no such folder.
     *
     * @return the usual source
     */
    static Migrations standard() {
        return MigrationFiles.standard();
    }

    /**
     * No migrations: the tables are somebody else's business.
     *
     * @return an empty source
     */
    static Migrations none() {
        return MigrationFiles.none();
    }

    /**
     * These migrations.
     *
     * @param migrations the migrations in any order
     * @return the source
     */
    static Migrations of(Migration... migrations) {
        List<Migration> all = List.of(migrations);
        return () -> all;
    }

    /**
     * Those in a folder of the class path or the module path: in folders, in jars, and in modules, opened or not.
     *
     * @param folder the folder, such as {@code db/migration}
     * @return the source; it is an error there if the folder does not exist
     */
    static Migrations fromClassPath(String folder) {
        return MigrationFiles.fromClassPath(folder);
    }

    /**
     * Those in a folder of the file system.
     *
     * @param folder the folder
     * @return the source; it is an error there if the folder does not exist
     */
    static Migrations fromFolder(Path folder) {
        return MigrationFiles.fromFolder(folder);
    }
}
