package io.litestack.db.internal.migration;

import io.litestack.core.LitestackException;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.sql.SqlScript;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.MigrationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Brings a file to the newest version.
 *
 * <h2>The idea</h2>
 *
 * Each migration is one write transaction: its statements, the check of the foreign keys, and the row that remembers it.
 * Whatever ends the process, a migration is there with its row, or neither is.
 *
 * <h2>Several processes at once</h2>
 *
 * What is to be done is decided inside the transaction, where nobody else can write: a process that waited for another finds
 * that one's rows and goes on with the next migration, or finds nothing left to do. The look before the first transaction
 * only saves an up-to-date file from a write.
 *
 * <h2>Foreign keys</h2>
 *
 * With foreign keys on, dropping a table deletes its rows first, and with them what refers to them; so a table could not be
 * made anew. SQLite switches them only outside a transaction, so the writer does it before BEGIN and back after COMMIT. In
 * exchange all keys of the file are checked before the COMMIT.
 */
public final class Migrator {
    private static final int SHOWN_VIOLATIONS = 5;

    private final Store store;
    private final WriteOptions options;
    private final long baseline;

    /**
     * A migrator for a file.
     *
     * @param store the file
     * @param timeout how long one migration may last, and wait for another process
     * @param baseline up to which version a file that has tables but no history is taken to be migrated; 0 for none
     */
    public Migrator(Store store, Duration timeout, long baseline) {
        this.store = store;
        this.baseline = baseline;
        this.options = WriteOptions.standard().withWaitTimeout(timeout).withTransactionTimeout(timeout);
    }

    /**
     * Checks migrations as far as that is possible without a file.
     *
     * @throws MigrationException if they are no sequence, or if none of them is the baseline
     */
    public static void check(DatabaseConfig config, List<Migration> migrations) {
        if (!migrations.isEmpty()) {
            new MigrationPlan(config.store().path(), migrations).upTo(config.baseline());
        }
    }

    /** Applies what is missing and returns that. */
    public List<Migration> migrate(List<Migration> migrations) {
        if (migrations.isEmpty()) {
            return List.of();
        }
        MigrationPlan plan = new MigrationPlan(store.config().path(), migrations);
        Collection<Migration> there = plan.upTo(baseline);
        DatabaseSchema.install(store);
        if (!there.isEmpty() && history().isEmpty()) {
            store.useWrite(options, tx -> recordBaseline(there, tx));
        }
        List<Migration> applied = new ArrayList<>();
        if (plan.next(history()).isPresent()) {
            Optional<Migration> step = applyNext(plan);
            while (step.isPresent()) {
                applied.add(step.get());
                step = applyNext(plan);
            }
        }
        return applied;
    }

    private List<AppliedMigration> history() {
        return store.query(MigrationSql.APPLIED, AppliedMigration.ROW);
    }

    /** Applies the next one in a transaction and returns it, if there is a next one. */
    private Optional<Migration> applyNext(MigrationPlan plan) {
        return StoreInternals.of(store).writeWithoutForeignKeys(options, tx -> {
            Optional<Migration> next = plan.next(tx.query(MigrationSql.APPLIED, AppliedMigration.ROW));
            next.ifPresent(it -> apply(it, tx));
            return next;
        });
    }

    /** What made the tables of this file, before it had a history, is in these. */
    private void recordBaseline(Collection<Migration> there, Transaction tx) {
        boolean isNewToUs = tx.query(MigrationSql.APPLIED, AppliedMigration.ROW).isEmpty();
        if (isNewToUs && tx.query(MigrationSql.HAS_TABLES, row -> row.getInt(1)).get(0) > 0) {
            there.forEach(it -> record(it, 0, tx));
        }
    }

    private void apply(Migration migration, Transaction tx) {
        long start = store.config().ticker().nanos();
        for (SqlScript.Statement statement : SqlScript.statements(migration.sql())) {
            run(migration, statement, tx);
        }
        checkForeignKeys(migration, tx);
        record(migration, (store.config().ticker().nanos() - start) / 1_000_000, tx);
    }

    private void record(Migration migration, long tookMillis, Transaction tx) {
        tx.execute(
                MigrationSql.RECORD,
                migration.version(),
                migration.name(),
                MigrationPlan.checksum(migration),
                store.config().clock().millis(),
                tookMillis);
    }

    private void run(Migration migration, SqlScript.Statement statement, Transaction tx) {
        try {
            tx.execute(statement.text());
        } catch (LitestackException | IllegalArgumentException e) {
            throw new MigrationException(
                    migration.fileName() + ", line " + statement.line() + ", could not be applied to "
                            + store.config().path() + "; nothing of it was stored. The statement \""
                            + shortened(statement.text()) + "\": " + reason(e)
                            + remedy(statement, e),
                    e);
        }
    }

    /** Without the statement and the file, which the store's own message begins with. */
    private String reason(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        String opening = " failed on " + store.config().path() + ": ";
        int at = message.indexOf(opening);
        return at < 0 ? message : message.substring(at + opening.length());
    }

    /** What to do about a statement that no transaction can hold. */
    private static String remedy(SqlScript.Statement statement, RuntimeException e) {
        return switch (statement.keyword()) {
            case "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE" ->
                ". Every migration is one transaction already: remove the statement";
            case "VACUUM" ->
                ". Every migration is a transaction, and VACUUM cannot be in one: remove it; Database.snapshot writes a"
                        + " compacted copy";
            case "ATTACH", "DETACH" -> ". A migration changes its own file only: remove the statement";
            case "PRAGMA" ->
                statement.argument().equals("FOREIGN_KEYS")
                        ? ". Foreign keys are off during each migration and checked at its end: remove the statement"
                        : ". Remove the statement; settings belong into the configuration";
            default ->
                statement.keyword().equals("CREATE")
                                && String.valueOf(e.getMessage()).contains("already exists")
                        ? ". If the file had its tables before it had migrations, say up to which version it has them:"
                                + " the key baseline of db, or DatabaseConfig.baseline"
                        : "";
        };
    }

    private void checkForeignKeys(Migration migration, Transaction tx) {
        List<String> violations = tx.query(
                MigrationSql.FOREIGN_KEY_CHECK,
                row -> "row " + row.getString(2) + " of " + row.getString(1) + " refers to " + row.getString(3));
        if (!violations.isEmpty()) {
            throw new MigrationException(
                    migration.fileName() + " was not applied to "
                            + store.config().path() + ": after it " + violations.size()
                            + (violations.size() == 1
                                    ? " foreign key refers to a row that does not exist ("
                                    : " foreign keys refer to rows that do not exist (")
                            + String.join(", ", violations.subList(0, Math.min(SHOWN_VIOLATIONS, violations.size())))
                            + (violations.size() > SHOWN_VIOLATIONS ? ", ..." : "")
                            + "); let the migration delete or mend them, also if they were there before it",
                    null);
        }
    }

    private static String shortened(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 197) + "...";
    }
}
