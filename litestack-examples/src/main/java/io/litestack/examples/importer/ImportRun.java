package io.litestack.examples.importer;

import io.litestack.core.StorageFullException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores what is left of a file, with several threads.
 *
 * <p>Each thread does the same: it takes the next batch, parses it, and stores it with its mark in one synced write. The
 * writes themselves come one after the other, since SQLite has one writer; what runs side by side is the parsing before
 * and the wait for the disk after, and one flush of the disk serves all who wait for it.
 *
 * <p>After a failure no further batch is begun, but those that were begun are ended; then the failure of the first batch
 * in the file is told. So the same file always gives the same complaint, whoever was faster.
 */
final class ImportRun {
    private final Source source;
    private final ImportStore store;
    private final Format format;
    private final ImportOptions options;
    private final BatchReader batches;
    private final Consumer<Batch> whenStored;
    private final AtomicInteger started = new AtomicInteger();
    private final ConcurrentSkipListMap<Integer, Throwable> failures = new ConcurrentSkipListMap<>();

    /**
     * Prepares the run.
     *
     * @param whenStored is told, by several threads at the same time, of each batch that is on the disk
     */
    ImportRun(
            Source source,
            ImportStore store,
            Format format,
            ImportOptions options,
            BatchReader batches,
            Consumer<Batch> whenStored) {
        this.source = source;
        this.store = store;
        this.format = format;
        this.options = options;
        this.batches = batches;
        this.whenStored = whenStored;
    }

    /**
     * Returns when everything is stored.
     *
     * @throws ImportException if something could not be stored; what was stored stays
     */
    void run() {
        ExecutorService threads = Executors.newFixedThreadPool(
                options.threads(), task -> new Thread(task, "importer-" + started.incrementAndGet()));
        try {
            threads.invokeAll(Collections.<Callable<@Nullable Void>>nCopies(options.threads(), this::storeAll));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImportException("the import was interrupted; run it again to go on", e);
        } finally {
            threads.shutdownNow();
        }
        Map.Entry<Integer, Throwable> first = failures.firstEntry();
        if (first != null) {
            throw failure(first.getValue());
        }
    }

    private @Nullable Void storeAll() {
        int number = Integer.MAX_VALUE; // reading fails behind all batches that were handed out
        try {
            for (Optional<Batch> next = batches.next(); next.isPresent(); next = batches.next()) {
                number = next.get().number();
                store(next.get());
                number = Integer.MAX_VALUE;
            }
        } catch (RuntimeException | Error e) {
            failures.put(number, e);
            batches.stop();
        }
        return null;
    }

    private void store(Batch batch) {
        ParsedBatch parsed = ParsedBatch.of(batch, format);
        if (!options.skipBroken() && !parsed.broken().isEmpty()) {
            throw broken(parsed.broken().get(0));
        }
        store.add(parsed);
        whenStored.accept(batch);
    }

    private ImportException broken(BrokenRow row) {
        return new ImportException(source.name() + ", line " + row.line() + " " + row.reason()
                + "; repair it and run again with --start-over, or leave such rows out with --skip-broken");
    }

    private RuntimeException failure(Throwable cause) {
        String stored = "%,d rows are stored and stay".formatted(store.totals().rows());
        if (cause instanceof StorageFullException) {
            return new ImportException(
                    "the disk of " + store.path() + " is full; " + stored
                            + ": free some space and run the same command again, it goes on from there",
                    cause);
        }
        if (cause instanceof ImportException) {
            return new ImportException(cause.getMessage() + " (" + stored + ")", cause);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }
}
