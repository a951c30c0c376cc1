package io.litestack;

import java.util.List;

/**
 * What {@link Litestack#check} found.
 *
 * @param configuration the configuration as it would take effect, as YAML with documentation and the origin of each value;
 *     what came from variables is shown as it was written, secrets are hidden. Without the parts that have problems;
 *     empty if a file cannot be read at all.
 * @param problems one sentence for each thing that keeps it from opening, with file and line; empty if all is well
 * @param notes one sentence for each thing that is legal and good to know
 */
public record ConfigReport(String configuration, List<String> problems, List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param configuration see above
     * @param problems see above
     * @param notes see above
     */
    public ConfigReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * Tells whether the configuration can be opened.
     *
     * @return whether there is no problem
     */
    public boolean isValid() {
        return problems.isEmpty();
    }
}
