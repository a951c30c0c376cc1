package io.litestack.internal.report;

import io.litestack.core.spi.config.ConfigEntry;
import java.util.List;

/** Writes configuration for people: each key under its documentation. */
final class ConfigPrinter {
    private static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();

    /** Adds a line as it is. */
    ConfigPrinter line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** Adds a comment, broken into lines. */
    ConfigPrinter comment(String indent, String words) {
        StringBuilder line = new StringBuilder(indent).append('#');
        for (String word : List.of(words.split(" ", -1))) {
            if (line.length() + 1 + word.length() > WIDTH) {
                line(line.toString());
                line.setLength(indent.length() + 1);
            }
            line.append(' ').append(word);
        }
        return line(line.toString());
    }

    /** Adds keys as they took effect, and where each was said. */
    ConfigPrinter effective(String indent, List<ConfigEntry> entries) {
        for (ConfigEntry entry : entries) {
            comment(indent, entry.documentation());
            line(indent + entry.key() + ": " + entry.value() + "  # " + entry.origin());
        }
        return this;
    }

    /** Adds keys as comments, with their defaults. */
    ConfigPrinter starter(String indent, List<ConfigEntry> entries) {
        for (ConfigEntry entry : entries) {
            comment(indent, entry.documentation());
            line(indent + "# " + entry.key() + ": " + entry.sample());
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
