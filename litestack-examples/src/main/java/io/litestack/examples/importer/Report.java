package io.litestack.examples.importer;

import io.litestack.core.StoreStats;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Tells at the end what was done and what is there. */
final class Report {
    private static final int LISTED = 10;
    private static final int BAR = 30;
    private static final int LONGEST_VALUE = 32;

    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    /** What this run did, and what it cost. */
    void work(Totals before, Totals after, Duration time, int threads, StoreStats stats) {
        long rows = after.rows() - before.rows();
        double seconds = Math.max(1, time.toMillis()) / 1000.0;
        line(
                "Imported %,d rows in %.2f s: %,.0f rows/s, in %,d batches on %d threads.",
                rows, seconds, rows / seconds, after.batches() - before.batches(), threads);
        if (before.batches() > 0) {
            line("It went on after %,d rows that were stored before.", before.rows());
        }
        line(
                "The store made %,d commits and flushed the disk %,d times, %.1f commits a flush (the longest %.1f ms).",
                stats.commits(),
                stats.syncs(),
                stats.commits() / (double) Math.max(1, stats.syncs()),
                stats.syncNanosMax() / 1e6);
        line(
                "Writes waited for one another %.1f ms at most; the write-ahead log has %.1f MB after %,d checkpoints.",
                stats.waitNanosMax() / 1e6, stats.walBytes() / 1e6, stats.checkpoints());
    }

    /** Nothing was left to do. */
    void nothingToDo(Source source) {
        line("Everything of %s is there already; --start-over would import it anew.", source.name());
    }

    /** What the store holds. */
    void contents(ImportStore store) {
        Totals totals = store.totals();
        line("%s holds %,d rows in the table \"imported\".", store.path(), totals.rows());
        if (totals.broken() > 0) {
            line("%,d broken rows were left out (table \"import_broken\"); the first:", totals.broken());
            store.broken(LISTED).forEach(it -> line("  line %d %s", it.line(), it.reason()));
        }
    }

    /** No column was named, and none is worth it. */
    void noTopValues() {
        line("No column repeats its values; --top <column> would count those of any column.");
    }

    /** The values of a column, with bars. */
    void topValues(TopValues top, long allRows) {
        out.println();
        line("Most frequent in \"%s\":", top.column());
        List<TopValues.Count> values = top.values();
        int width = values.stream().mapToInt(it -> shown(it).length()).max().orElse(0);
        long most = values.stream().mapToLong(TopValues.Count::rows).max().orElse(1);
        for (TopValues.Count it : values) {
            int length = (int) Math.max(1, BAR * it.rows() / most);
            line(
                    "  %-" + width + "s %,9d %5.1f %%  %s",
                    shown(it),
                    it.rows(),
                    100.0 * it.rows() / Math.max(1, allRows),
                    String.valueOf(Screen.block()).repeat(length));
        }
    }

    private static String shown(TopValues.Count count) {
        String value = count.value().map(it -> it.isEmpty() ? "''" : it).orElse("(none)");
        String clean = value.replaceAll("\\p{Cntrl}+", " ");
        return clean.length() <= LONGEST_VALUE ? clean : clean.substring(0, LONGEST_VALUE - 3) + "...";
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
