package io.litestack.examples.importer;

import io.litestack.core.Store;
import io.litestack.core.WriteOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One run of the importer within this JVM, and what it printed. */
record ImporterRun(int exitCode, String out, String err) {
    static ImporterRun of(Path store, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Screen screen = new Screen(new PrintWriter(out, true), new PrintWriter(err, true), false);
        String[] words = Stream.concat(Stream.of("--store", store), Arrays.stream(args))
                .map(String::valueOf)
                .toArray(String[]::new);
        return new ImporterRun(Importer.run(screen, words), out.toString(), err.toString());
    }

    /** The rows of a query, each as its values with bars between. */
    static List<String> query(Path store, String sql) {
        try (Store opened = Store.open(store)) {
            return opened.query(sql, row -> {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(i == 1 ? "" : "|").append(row.getString(i));
                }
                return text.toString();
            });
        }
    }

    /** What SQLite itself finds wrong with a store: "ok" if nothing. */
    static List<String> integrity(Path store) {
        try (Store opened = Store.open(store)) {
            return opened.<List<String>, RuntimeException>write(
                    WriteOptions.standard(), tx -> tx.query("pragma integrity_check", row -> row.getString(1)));
        }
    }
}
