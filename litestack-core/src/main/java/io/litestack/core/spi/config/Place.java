package io.litestack.core.spi.config;

/**
 * Where something was written.
 *
 * @param source the file, or what else it came from
 * @param line counted from 1; 0 if there are no lines
 */
record Place(String source, int line) {
    /** The same source as a whole. */
    Place whole() {
        return new Place(source, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
