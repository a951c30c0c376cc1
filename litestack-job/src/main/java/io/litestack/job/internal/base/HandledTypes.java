package io.litestack.job.internal.base;

import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * The types that have a handler at one moment: only their jobs are taken. Immutable.
 *
 * @param names the names under which such jobs are stored, in order
 * @param json the same as a JSON array
 */
public record HandledTypes(List<String> names, String json) {
    static final HandledTypes NONE = of(List.of());

    static HandledTypes of(Collection<String> names) {
        List<String> sorted = names.stream().sorted().toList();
        return new HandledTypes(sorted, JobJson.ofNames(sorted));
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    public boolean contains(String name) {
        return Collections.binarySearch(names, name) >= 0;
    }
}
