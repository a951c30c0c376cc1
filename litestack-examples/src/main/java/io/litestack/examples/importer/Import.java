package io.litestack.examples.importer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One import from its beginning, or from where the last one stopped, to its report. */
final class Import {
    private static final int TOP = 10;

    private final Source source;
    private final ImportOptions options;
    private final Screen screen;
    private final Report report;

    Import(Source source, ImportOptions options, Screen screen) {
        this.source = source;
        this.options = options;
        this.screen = screen;
        this.report = new Report(screen.out());
    }

    /**
     * Returns when everything is stored and told.
     *
     * @throws ImportException if that is not possible
     */
    void run() {
        Format format = FormatDetection.detect(source, options.delimiter());
        if (!format.columns().isEmpty()) {
            options.top().ifPresent(top -> refuseUnknown(top, format.columns()));
        }
        Fingerprint fingerprint = Fingerprint.of(source);
        try (ImportStore store = ImportStore.open(options.store())) {
            if (options.startOver()) {
                store.clear();
            }
            store.begin(source, fingerprint, settings(format), format.columns());
            if (store.isComplete()) {
                report.nothingToDo(source);
            } else {
                work(store, format, fingerprint);
            }
            report.contents(store);
            reportTop(store);
        }
    }

    /** What must not change between two runs, lest the batches are cut in another way. */
    private String settings(Format format) {
        return format.description() + ", " + options.batchRows() + " rows a batch";
    }

    private void work(ImportStore store, Format format, Fingerprint fingerprint) {
        long start = System.nanoTime();
        Totals before = store.totals();
        try (LineReader lines = new LineReader(source);
                Progress progress = new Progress(screen, before.rows() + before.broken())) {
            BatchReader batches = new BatchReader(format.rows(lines), options.batchRows(), store.batches());
            new ImportRun(source, store, format, options, batches, batch -> {
                        acknowledge(batch);
                        double done = lines.bytesRead() / (double) fingerprint.sizeBytes();
                        progress.advance(batch.rows().size(), (long) (batches.rowsRead() / done));
                    })
                    .run();
            refuseIfChanged(fingerprint, lines.fingerprint());
            progress.finish();
        }
        store.complete();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        report.work(before, store.totals(), time, options.threads(), store.stats());
    }

    private void acknowledge(Batch batch) {
        if (options.acknowledge()) {
            screen.out()
                    .println("acknowledged batch " + batch.number() + " (rows " + batch.firstRow() + "-"
                            + batch.lastRow() + ")");
        }
    }

    private void refuseIfChanged(Fingerprint expected, Fingerprint found) {
        if (!found.equals(expected)) {
            throw new ImportException(
                    source.name()
                            + " was changed while it was read; run the import again with --start-over once nobody writes to it");
        }
    }

    private void reportTop(ImportStore store) {
        List<String> columns = store.columns();
        options.top().ifPresent(top -> refuseUnknown(top, columns));
        Optional<String> column = options.top().or(() -> TopValues.mostTelling(store));
        column.ifPresent(
                it -> report.topValues(store.topValues(it, TOP), store.totals().rows()));
    }

    private static void refuseUnknown(String column, List<String> columns) {
        if (!columns.contains(column)) {
            List<String> first = columns.subList(0, Math.min(20, columns.size()));
            throw new ImportException("there is no column \"" + column + "\" to count the values of; the columns are "
                    + String.join(", ", first) + (columns.size() > first.size() ? ", ..." : ""));
        }
    }
}
