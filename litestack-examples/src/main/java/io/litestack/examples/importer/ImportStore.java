package io.litestack.examples.importer;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreStats;
import io.litestack.core.Transaction;
import io.litestack.core.WriteOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store of one import: the rows, and the marks that tell how far it came. Every write is synced, so that what was
 * said to be stored survives a power loss as well. May be used by several threads at the same time.
 */
final class ImportStore implements AutoCloseable {
    /** Marks the file as the importer's, so that no other database is ever taken for one. */
    private static final int APPLICATION_ID = 0x4c696d70;

    private final Store store;
    private final Columns columns = new Columns();

    private ImportStore(Store store) {
        this.store = store;
    }

    /** Opens the store, an empty one if there is none. */
    static ImportStore open(Path path) {
        return new ImportStore(Store.open(StoreConfig.builder(path)
                .applicationId(APPLICATION_ID)
                .waitTimeout(Duration.ofMinutes(1))
                .queryTimeout(Duration.ofMinutes(10))
                .slowTransaction(Duration.ofSeconds(10))
                .build()));
    }

    Path path() {
        return store.config().path();
    }

    StoreStats stats() {
        return store.stats();
    }

    /** Forgets the import that the store holds. */
    void clear() {
        store.useWrite(WriteOptions.synced(), tx -> ImportSql.DROP.forEach(tx::execute));
    }

    /**
     * Begins an import, or goes on with the one that was begun.
     *
     * @param source the file
     * @param fingerprint what it is known by
     * @param settings what decides how it is cut; not the number of threads
     * @param names the columns known so far
     * @throws ImportException if the store holds another import
     */
    void begin(Source source, Fingerprint fingerprint, String settings, List<String> names) {
        store.useWrite(WriteOptions.synced(), tx -> {
            ImportSql.CREATE.forEach(tx::execute);
            BegunImport begun = BegunImport.find(tx).orElse(null);
            if (begun != null) {
                begun.refuseUnlessSame(store.config().path(), source, fingerprint, settings);
                return;
            }
            tx.execute(ImportSql.ADD_FILE, source.name(), fingerprint.sizeBytes(), fingerprint.sha256(), settings);
            columns.create(tx, names);
        });
    }

    boolean isComplete() {
        return store.read(BegunImport::find).map(BegunImport::isComplete).orElse(false);
    }

    /** Returns the numbers of the batches that need not be stored again. */
    BitSet batches() {
        BitSet numbers = new BitSet();
        store.query(ImportSql.FIND_BATCHES, row -> row.getInt(1)).forEach(numbers::set);
        return numbers;
    }

    /** Returns what is stored so far. */
    Totals totals() {
        return store.queryFirst(ImportSql.TOTALS, row -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
                .orElseThrow();
    }

    /** Returns the first broken rows. */
    List<BrokenRow> broken(int most) {
        return store.query(ImportSql.FIND_BROKEN, row -> new BrokenRow(row.getLong(1), row.getString(2)), most);
    }

    /** Returns what is in a column most often. */
    TopValues topValues(String column, int most) {
        return TopValues.of(store, column, most);
    }

    /** Returns the columns in the order in which they came. */
    List<String> columns() {
        return store.query(ImportSql.FIND_COLUMNS, row -> row.getString(2));
    }

    /** Tells of how many values a column's first rows are. */
    long countDistinct(String column, int rows) {
        return store.queryFirst(ImportSql.countDistinct(column, rows), row -> row.getLong(1))
                .orElseThrow();
    }

    /**
     * Stores a batch with its mark, as a whole or not at all, and returns when it is on the disk.
     *
     * @return whether it was stored; false if another process had done it already
     */
    boolean add(ParsedBatch parsed) {
        return store.<Boolean, RuntimeException>write(WriteOptions.synced(), tx -> {
            boolean isNew = mark(tx, parsed);
            if (isNew) {
                addRows(tx, parsed);
            }
            return isNew;
        });
    }

    /** Marks the import as complete. */
    void complete() {
        store.useWrite(WriteOptions.synced(), tx -> tx.execute(ImportSql.COMPLETE));
    }

    @Override
    public void close() {
        store.close();
    }

    private static boolean mark(Transaction tx, ParsedBatch parsed) {
        Batch batch = parsed.batch();
        long marked = tx.execute(
                ImportSql.ADD_BATCH,
                batch.number(),
                batch.firstLine(),
                batch.lastLine(),
                parsed.rows().size(),
                parsed.broken().size());
        return marked > 0;
    }

    private void addRows(Transaction tx, ParsedBatch parsed) {
        List<String> names = List.copyOf(parsed.names());
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (ParsedBatch.Row row : parsed.rows()) {
            rows.add(valuesOf(row, names));
        }
        tx.batch(ImportSql.insert(columns.of(tx, names)), rows);
        List<@Nullable Object[]> broken = new ArrayList<>();
        for (BrokenRow row : parsed.broken()) {
            broken.add(new Object[] {row.line(), row.reason()});
        }
        tx.batch(ImportSql.ADD_BROKEN, broken);
    }

    private static @Nullable Object[] valuesOf(ParsedBatch.Row row, List<String> names) {
        @Nullable Object[] values = new @Nullable Object[names.size() + 1];
        values[0] = row.line();
        for (int i = 0; i < names.size(); i++) {
            values[i + 1] = row.values().get(names.get(i));
        }
        return values;
    }
}
