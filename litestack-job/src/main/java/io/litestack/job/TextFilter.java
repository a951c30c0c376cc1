package io.litestack.job;

import java.util.Map;
import java.util.Optional;

/**
 * What a {@link JobFilter} looks for in texts; each is looked for row by row. Immutable.
 *
 * @param reasonPart a part of why the job is dead or parked
 * @param errorPart a part of an error of one of its last attempts
 * @param metadata entries that it has
 */
public record TextFilter(Optional<String> reasonPart, Optional<String> errorPart, Map<String, String> metadata) {
    /** Lets every job through. */
    public static final TextFilter NONE = new TextFilter(Optional.empty(), Optional.empty(), Map.of());

    /**
     * Copies the map.
     *
     * @param reasonPart see above
     * @param errorPart see above
     * @param metadata see above
     */
    public TextFilter {
        metadata = Map.copyOf(metadata);
    }
}
