package io.litestack.db.internal.migration;

import io.litestack.core.spi.sql.SqlScript;
import io.litestack.db.Migration;
import io.litestack.db.MigrationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what the application knows with what a file has seen, and says what comes next, or what is wrong. */
final class MigrationPlan {
    /** From here on a version is a date, perhaps with a time, and dates have gaps. */
    private static final long FIRST_DATE = 1000_00_00;

    private final Path file;
    private final TreeMap<Long, Migration> known = new TreeMap<>();

    /**
     * Checks that the migrations are a sequence.
     *
     * @throws MigrationException if two have one version, or one is missing between others
     */
    MigrationPlan(Path file, List<Migration> migrations) {
        this.file = file;
        List<Migration> sorted = new ArrayList<>(migrations);
        sorted.sort(Comparator.comparingLong(Migration::version));
        for (Migration migration : sorted) {
            add(migration);
        }
    }

    private void add(Migration migration) {
        refuseEmpty(migration);
        long version = migration.version();
        Migration twin = known.get(version);
        if (twin != null && !twin.equals(migration)) {
            throw new MigrationException(
                    "two migrations have version " + version + ": " + twin.fileName() + " and "
                            + migration.fileName()
                            + (twin.name().equals(migration.name()) ? ", with different texts" : "")
                            + "; give the later one the next free version",
                    null);
        }
        long before = known.isEmpty() ? 0 : known.lastKey();
        if (version < FIRST_DATE && version > before + 1) {
            throw new MigrationException(
                    "there is a gap before " + migration.fileName() + ": version " + (before + 1)
                            + " is missing; versions count up one by one from 1, unless they are dates such as 20260131",
                    null);
        }
        known.put(version, migration);
    }

    /** Applied, it would be remembered as it is, and its statements refused when they come. */
    private static void refuseEmpty(Migration migration) {
        String text = migration.sql().stripLeading();
        boolean mayBeEmpty = text.isEmpty() || !Character.isLetter(text.charAt(0));
        if (mayBeEmpty && SqlScript.statements(text).isEmpty()) {
            throw new MigrationException(
                    migration.fileName() + " holds no statement; write one (select 1 does nothing), or delete the file",
                    null);
        }
    }

    /**
     * The migrations that a file of another origin is taken to have seen.
     *
     * @param baseline the version of the newest of them; 0 for none
     * @throws MigrationException if no migration has that version
     */
    Collection<Migration> upTo(long baseline) {
        if (baseline > 0 && !known.containsKey(baseline)) {
            throw new MigrationException(
                    "the baseline is " + baseline + ", but no migration has that version; there are " + known.firstKey()
                            + " to " + known.lastKey(),
                    null);
        }
        return known.headMap(baseline, true).values();
    }

    /**
     * The next migration to apply, or nothing if the file is at the newest version.
     *
     * @param applied what the file has seen, oldest first
     * @throws MigrationException if that and the known ones do not fit together
     */
    Optional<Migration> next(List<AppliedMigration> applied) {
        for (AppliedMigration one : applied) {
            compare(one);
        }
        long newest = applied.isEmpty() ? 0 : applied.get(applied.size() - 1).version();
        Map<Long, Migration> older = known.headMap(newest);
        if (older.size() > Math.max(0, applied.size() - 1)) {
            throw outOfOrder(applied, newest);
        }
        return Optional.ofNullable(known.higherEntry(newest)).map(Map.Entry::getValue);
    }

    private void compare(AppliedMigration applied) {
        Migration migration = known.get(applied.version());
        if (migration == null) {
            throw applied.version() > known.lastKey() ? newer(applied) : missing(applied);
        }
        if (!checksum(migration).equals(applied.checksum())) {
            throw new MigrationException(
                    migration.fileName() + " has been changed since it was applied to " + file
                            + "; restore its former text, and put the change into a new migration. In development, where"
                            + " the rows may go: stop the program, delete that file with its -wal and -shm, and it is made"
                            + " anew; docs/database.md says how to keep them",
                    null);
        }
    }

    private MigrationException newer(AppliedMigration applied) {
        return new MigrationException(
                file + " was migrated by a newer release: it has seen " + applied.fileName()
                        + ", this release knows migrations up to version " + known.lastKey()
                        + "; use the newer release, or restore a backup from before it",
                null);
    }

    private MigrationException missing(AppliedMigration applied) {
        return new MigrationException(
                applied.fileName() + " was applied to " + file
                        + " but is not among the migrations any more; put the file back",
                null);
    }

    private MigrationException outOfOrder(List<AppliedMigration> applied, long newest) {
        List<Long> seen = applied.stream().map(AppliedMigration::version).toList();
        Migration late = known.values().stream()
                .filter(it -> !seen.contains(it.version()))
                .findFirst()
                .orElseThrow();
        return new MigrationException(
                late.fileName() + " is new, but " + file + " has seen version " + newest
                        + " already; give it a version above " + Math.max(newest, known.lastKey()),
                null);
    }

    /** Differs once a migration was changed; line ends do not count. */
    static String checksum(Migration migration) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(migration.sql().replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
