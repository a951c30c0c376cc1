package io.litestack.core.spi.outbox;

import io.litestack.core.internal.outbox.Names;

/**
 * One run of a piece of work whose effects must be there once, however often it is attempted. Immutable.
 *
 * @param source who has given the work its number: the {@link io.litestack.core.spi.StoreInternals#incarnation} in which
 *     it was inserted, so that a number that is used again after a restore is another piece of work
 * @param workId its number there
 * @param run grows when it is run anew on purpose, and not when it is merely attempted again
 */
public record Run(String source, long workId, long run) {
    /**
     * Checks the source.
     *
     * @param source see above
     * @param workId see above
     * @param run see above
     * @throws IllegalArgumentException if the source is empty or longer than 128 characters
     */
    public Run {
        Names.check("source", source);
    }
}
