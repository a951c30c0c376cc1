package io.litestack.core.spi.config.tree;

/**
 * Where something was written.
 *
 * @param source the file, or what else it came from
 * @param line counted from 1; 0 if there are no lines
 */
public record Place(String source, int line) {
    /**
     * Names the source without a line.
     *
     * @return the place of the whole source
     */
    public Place whole() {
        return new Place(source, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
