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
        super(subject + ": " + String.join("; ", problems), null);
        this.problems = List.copyOf(problems);
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
