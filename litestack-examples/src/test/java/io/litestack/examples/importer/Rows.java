package io.litestack.examples.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files to import, and what must be stored of them. Every seventh row has a line end in a quoted field. */
final class Rows {
    private Rows() {}

    static Path text(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    static Path csv(Path file, int rows) throws IOException {
        return text(
                file,
                IntStream.rangeClosed(1, rows)
                        .mapToObj(i -> "%d,\"%s\",%s\n".formatted(i, name(i).replace("\"", "\"\""), note(i)))
                        .collect(Collectors.joining("", "id,name,note\n", "")));
    }

    /** What {@code select _line, id, name, note from imported order by _line} must give. */
    static List<String> stored(int rows) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(i -> "%d|%d|%s|%s".formatted(i + 1 + (i - 1) / 7, i, name(i), note(i)))
                .toList();
    }

    private static String name(int i) {
        return i % 7 == 0 ? "two\nlines, \"quoted\" " + i : "name é " + i;
    }

    private static String note(int i) {
        return Integer.toHexString(i * 0x9e3779b9);
    }
}
