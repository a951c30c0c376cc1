package io.litestack.core.spi.config.tree;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values so that YAML reads them back as they were. Thread-safe. */
public final class YamlText {
    /** Needs no quotes, also in a list: no sign that means something to YAML is where it would. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./$][\\p{L}\\p{N}_./$+@=-]*");

    private static final Pattern VARIABLE =
            Pattern.compile("[\\p{L}\\p{N}_./$-]*(\\$\\{[\\p{L}\\p{N}_./:-]+}[\\p{L}\\p{N}_./-]*)+");
    private static final Pattern EMPTY = Pattern.compile("~|null|Null|NULL");

    private YamlText() {}

    /**
     * Writes one value for a line of its own: plain where that is possible, else in quotes.
     *
     * @param text any text
     * @return a YAML scalar that means just this text
     */
    public static String scalar(String text) {
        return VARIABLE.matcher(text).matches() ? text : item(text);
    }

    /**
     * Writes a value that may stand within brackets or braces.
     *
     * @param text any text
     * @return a YAML scalar that means just this text
     */
    public static String item(String text) {
        if (PLAIN.matcher(text).matches() && !EMPTY.matcher(text).matches()) {
            return text;
        }
        return needsEscapes(text) ? doubleQuoted(text) : "'" + text.replace("'", "''") + "'";
    }

    /**
     * Writes a tree in one line, with what was written in place of values that came from variables.
     *
     * @param node the tree
     * @return YAML in its flow style
     */
    public static String flow(ConfigNode node) {
        if (node instanceof ConfigNode.Sequence sequence) {
            return sequence.items().stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node instanceof ConfigNode.Mapping mapping) {
            return mapping.entries().entrySet().stream()
                    .map(YamlText::flow)
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof ConfigNode.Scalar scalar) {
            return item(scalar.shown());
        }
        return node instanceof ConfigNode.Unknown unknown ? item(unknown.shown()) : "null";
    }

    private static String flow(Map.Entry<String, ConfigNode> entry) {
        return item(entry.getKey()) + ": " + flow(entry.getValue());
    }

    private static boolean needsEscapes(String text) {
        return text.chars().anyMatch(it -> it < ' ' || (it >= 127 && it < 160) || it == '\u2028' || it == '\u2029');
    }

    private static String doubleQuoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(it -> {
            if (it == '"' || it == '\\') {
                quoted.append('\\').append((char) it);
            } else if (it < ' ' || it >= 127) {
                quoted.append(String.format("\\u%04x", it));
            } else {
                quoted.append((char) it);
            }
        });
        return quoted.append('"').toString();
    }
}
