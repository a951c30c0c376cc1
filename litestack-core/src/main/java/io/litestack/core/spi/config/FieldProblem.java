package io.litestack.core.spi.config;

import io.litestack.core.spi.config.tree.ConfigNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says a record's problem in the words of the file: {@code waitTimeout must be more than zero} becomes {@code litestack.yml:12:
 * db.wait_timeout must be more than zero}, and a value that came from a variable is not shown.
 */
final class FieldProblem {
    private static final Pattern FORM = Pattern.compile("([a-z][A-Za-z0-9]*)(.*)", Pattern.DOTALL);
    private static final Pattern FOUND = Pattern.compile("(,? but is |: ).*", Pattern.DOTALL);

    private FieldProblem() {}

    /**
     * Adds a problem whose first word may be the name of a record's component.
     *
     * @param keys the section's keys: where the problem names other components of the record, those are in their place
     */
    static void add(String said, ConfigSection section, List<String> keys, ConfigProblems problems) {
        String problem = inKeys(said, keys);
        Matcher form = FORM.matcher(problem);
        String key = form.matches() ? keyOf(form.group(1)) : "";
        @Nullable ConfigNode node = nodeOf(key, section);
        if (node == null) {
            String subject = section.path().isEmpty() ? "" : section.path() + ": ";
            problems.add(section.place().whole(), subject + problem);
            return;
        }
        String shortened = section.has(key) ? key : withoutUnit(key);
        problems.add(node.place(), section.pathOf(shortened) + masked(form.group(2), node));
    }

    /** Adds a problem that a setter had with the value of its key. */
    static void addOf(String key, String problem, ConfigSection section, ConfigProblems problems) {
        ConfigNode node = section.get(key);
        if (node != null) {
            problems.add(node.place(), section.pathOf(key) + " is refused: " + masked(problem, node));
        }
    }

    private static @Nullable ConfigNode nodeOf(String key, ConfigSection section) {
        ConfigNode node = section.get(key);
        return node == null ? section.get(withoutUnit(key)) : node;
    }

    /** A property's name may end in the unit that the file writes with the value. */
    private static String withoutUnit(String key) {
        return key.endsWith("_bytes") ? key.substring(0, key.length() - "_bytes".length()) : key;
    }

    /** Names of one word are not replaced: they may be words, and are their keys in any case. */
    private static String inKeys(String problem, List<String> keys) {
        int first = problem.indexOf(' ');
        String rest = problem.substring(Math.max(0, first));
        for (String key : keys) {
            if (key.indexOf('_') >= 0) {
                rest = rest.replaceAll("\\b" + componentOf(key) + "(Bytes)?\\b", key);
            }
        }
        return problem.substring(0, Math.max(0, first)) + rest;
    }

    private static String componentOf(String key) {
        return Pattern.compile("_(.)").matcher(key).replaceAll(it -> it.group(1).toUpperCase(Locale.ROOT));
    }

    private static String keyOf(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String masked(String text, ConfigNode node) {
        if (!node.hasVariable()) {
            return text;
        }
        return node instanceof ConfigNode.Scalar scalar
                ? FOUND.matcher(text).replaceFirst("").replace(scalar.text(), scalar.shown()) + ", but is "
                        + scalar.quoted()
                : FOUND.matcher(text).replaceFirst("");
    }
}
