package io.litestack.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of texts in sections. Not thread-safe. */
final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
        rows.add(this.headings);
    }

    /** Begins a section. */
    void section(String title) {
        rows.add(List.of(title));
    }

    /** Adds a line. */
    void add(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + headings.size());
        }
        rows.add(List.of(cells));
    }

    /** Columns aligned by spaces, and an empty line before each section. */
    String text() {
        int[] widths = new int[headings.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length && !isSection(row); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> isSection(row) ? "\n" + row.get(0) : aligned(row, widths))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String aligned(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                .collect(Collectors.joining("  ", "  ", ""))
                .stripTrailing();
    }

    /** A Markdown table, in which sections are lines with one bold cell. */
    String markdown() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(
                    isSection(row)
                            ? "| **" + row.get(0) + "** |" + " |".repeat(headings.size() - 1)
                            : "| " + String.join(" | ", row) + " |");
        }
        lines.add(1, "|" + "---|".repeat(headings.size()));
        return String.join("\n", lines) + "\n";
    }

    private boolean isSection(List<String> row) {
        return row.size() < headings.size();
    }
}
