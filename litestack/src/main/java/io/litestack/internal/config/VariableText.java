package io.litestack.internal.config;

import io.litestack.core.spi.config.text.Excerpt;
import io.litestack.core.spi.config.tree.ConfigNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Replaces the variables in one value. */
public final class VariableText {
    static final String GIT_BRANCH = "git.branch";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int DEEPEST = 10;

    /** A variable is missing. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    private final Variables variables;
    private boolean isVariable;

    private VariableText(Variables variables) {
        this.variables = variables;
    }

    /**
     * Replaces what is to be replaced.
     *
     * @throws MissingException if a variable has neither a value nor a default
     * @throws IllegalArgumentException if the text is not well formed; the message says how
     */
    static ConfigNode.Scalar replace(ConfigNode.Scalar scalar, Variables variables) throws MissingException {
        if (!scalar.text().contains("${")) {
            return scalar;
        }
        VariableText replacement = new VariableText(variables);
        String text = replacement.replace(scalar.text(), 0);
        return replacement.isVariable
                ? new ConfigNode.Scalar(text, scalar.text(), true, scalar.place())
                : new ConfigNode.Scalar(text, scalar.place());
    }

    private String replace(String text, int depth) throws MissingException {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("defaults of variables are nested more than " + DEEPEST + " deep");
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                result.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = end(text, at);
                result.append(value(text.substring(at + 2, end), depth));
                at = end + 1;
            } else {
                result.append(text.charAt(at));
                at++;
            }
        }
        return result.toString();
    }

    /** Where the brace closes that opens here; defaults may hold variables again. */
    private static int end(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            if (text.startsWith("${", i)) {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("a ${ is not closed by }; write $${ if you mean a plain ${");
    }

    private String value(String reference, int depth) throws MissingException {
        isVariable = true;
        int colon = reference.indexOf(':');
        String name = colon < 0 ? reference : reference.substring(0, colon);
        if (!NAME.matcher(name).matches() && !name.equals(GIT_BRANCH)) {
            throw new IllegalArgumentException("${" + Excerpt.of(name)
                    + "} is not a variable: a name of letters, digits and _ is wanted, or git.branch");
        }
        Optional<String> value = variables.value(name);
        if (value.isPresent()) {
            return value.get();
        }
        if (colon < 0) {
            throw new MissingException(missing(name));
        }
        return replace(reference.substring(colon + 1), depth + 1);
    }

    private static String missing(String name) {
        return name.equals(GIT_BRANCH)
                ? "${git.branch} needs a git working tree with a branch checked out;"
                        + " give a default, as in ${git.branch:main}"
                : "the environment variable " + name + " is not set; set it, or give a default, as in ${" + name
                        + ":value}";
    }
}
