package io.litestack.core;

import java.util.List;

/** A configuration was refused; the message lists every problem that was found, not only the first. */
public class ConfigException extends LitestackException {
    private static final long serialVersionUID = 1L;

    /** One sentence for each problem. */
    private final List<String> problems;

    /**
     * Creates the exception.
     *
     * @param subject what was configured, such as {@code "StoreConfig"}
     * @param problems one sentence for each problem, naming the field, the bound and the value found
     */
    public ConfigException(String subject, List<String> problems) {
        super(subject + ": " + joined(problems), null);
        this.problems = List.copyOf(problems);
    }

    /** One problem on the same line, several on a line each. */
    private static String joined(List<String> problems) {
        return problems.size() == 1
                ? problems.get(0)
                : problems.size() + " problems\n  - " + String.join("\n  - ", problems);
    }

    /**
     * Returns all that is wrong.
     *
     * @return one sentence for each problem, never empty
     */
    public List<String> problems() {
        return problems;
    }
}
