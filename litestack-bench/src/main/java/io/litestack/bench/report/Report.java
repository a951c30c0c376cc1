package io.litestack.bench.report;

import io.litestack.bench.harness.Aim;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Side;
import io.litestack.bench.report.BenchRun.Measurement;
import io.litestack.bench.report.BenchRun.Place;
import io.litestack.bench.report.BenchRun.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Words and tables for a run. */
public final class Report {
    private static final String NOTHING = "–";

    private Report() {}

    /** The run for a terminal. */
    public static String text(BenchRun run) {
        return list(run.facts(), "%s: %s%n") + "\n" + list(run.settings(), "%s: %s%n") + "\n"
                + table(run).text() + "\n" + notes(run, "%s%n");
    }

    /** The run for a page. */
    public static String markdown(BenchRun run) {
        return list(run.facts(), "- %s: %s%n") + "\n" + table(run).markdown() + "\n" + notes(run, "- %s%n")
                + "\nHow the sides were set up:\n\n" + list(run.settings(), "- **%s**: %s%n");
    }

    private static Table table(BenchRun run) {
        Table table = new Table("", "Litestack", "the other", "ratio", "ratio on tmpfs", "aim", "met");
        for (Row row : run.rows()) {
            table.section(title(row));
            Line.of(row).forEach(line -> add(table, line));
        }
        return table;
    }

    private static String title(Row row) {
        String rival = row.spec().rival();
        return row.spec().title()
                + (rival.isEmpty() ? "" : ", against " + rival)
                + canary(row, it -> it.canary().flushMicros(), " (flush of a page %,.0f µs")
                + canary(row, it -> it.canary().load(), ", load %.1f)");
    }

    private static void add(Table table, Line line) {
        table.add(
                line.metric().name(),
                values(line, Side.LITESTACK),
                values(line, Side.RIVAL),
                ratio(line, Place.DISK),
                ratio(line, Place.MEMORY),
                aim(line.metric()),
                line.isMet().map(it -> it ? "yes" : "NO").orElse(""));
    }

    private static String values(Line line, Side side) {
        return line.values(side, Place.DISK)
                .map(it -> spread(it) + " " + line.metric().unit())
                .orElse(NOTHING);
    }

    private static String ratio(Line line, Place place) {
        Optional<Spread> ratio = line.ratio(place);
        return ratio.map(it -> spread(it) + " ×").orElse(place == Place.DISK ? NOTHING : "");
    }

    private static String spread(Spread spread) {
        if (spread.least() == spread.greatest()) {
            return number(spread.median());
        }
        return number(spread.median()) + " (" + number(spread.least()) + "–" + number(spread.greatest()) + ")";
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    static String aim(Metric metric) {
        List<String> bounds = new ArrayList<>();
        for (Aim aim = metric.aim(); aim != null; aim = aim.and()) {
            bounds.add(0, aim(aim, metric.unit()));
        }
        return String.join(", ", bounds);
    }

    private static String aim(Aim aim, String unit) {
        String bound = bound(aim.bound());
        return switch (aim.kind()) {
            case RATIO_AT_LEAST -> "≥ " + bound + " ×";
            case RATIO_AT_MOST -> "≤ " + (aim.bound() <= 0.5 ? "1/" + Math.round(1 / aim.bound()) : bound + " ×");
            case EXCESS_AT_MOST -> "≤ " + bound + " " + unit + " more";
            case AT_LEAST -> "≥ " + bound + " " + unit;
            case AT_MOST -> "≤ " + bound + " " + unit;
        };
    }

    private static String bound(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, "%.3g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    private static String canary(Row row, ToDoubleFunction<Measurement> figure, String format) {
        List<Double> values = row.measurements().stream()
                .filter(it -> it.place() == Place.DISK)
                .map(figure::applyAsDouble)
                .toList();
        return Spread.of(values)
                .map(it -> String.format(Locale.ROOT, format, it.median()))
                .orElse(NOTHING);
    }

    private static String notes(BenchRun run, String format) {
        StringBuilder text = new StringBuilder();
        for (Row row : run.rows()) {
            for (Measurement it : row.measurements()) {
                if (it.outcome().failures() > 0 || !it.outcome().note().isEmpty()) {
                    text.append(String.format(Locale.ROOT, format, note(row, it)));
                }
            }
        }
        return text.toString();
    }

    private static String note(Row row, Measurement it) {
        return String.format(
                Locale.ROOT,
                "%s, fork %d, %s: %,d failures. %s",
                row.spec().name(),
                it.fork(),
                it.side() == Side.LITESTACK ? "Litestack" : row.spec().rival(),
                it.outcome().failures(),
                it.outcome().note());
    }

    private static String list(Map<String, String> entries, String format) {
        StringBuilder text = new StringBuilder();
        entries.forEach((name, value) -> text.append(String.format(Locale.ROOT, format, name, value)));
        return text.toString();
    }
}
