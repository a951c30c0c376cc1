package io.litestack.core;

/**
 * What a commit waits for before it returns, and so what a power loss may take.
 *
 * <p>A crash of the process alone (also {@code kill -9}) loses nothing at any level. No level risks the file's
 * integrity at a process crash; at a power loss only {@link #OFF} does.
 */
public enum Sync {
    /**
     * Nothing is ever flushed. A power loss or a crash of the operating system may lose commits and may damage the
     * file: only for what can be built again, such as a cache.
     */
    OFF(0),

    /**
     * The file is flushed at checkpoints only. A power loss may take the last commits (those since the last
     * checkpoint), but never an older one without the later, and never the file.
     */
    NORMAL(1),

    /**
     * A commit returns only when it has been flushed. The flush is shared by all who commit at the same time and is
     * done outside the writer, so that it delays nobody else. A power loss takes nothing that was acknowledged.
     */
    FULL(2);

    private final int level;

    Sync(int level) {
        this.level = level;
    }

    /**
     * Returns the number by which SQLite's {@code PRAGMA synchronous} and litestack's {@code sync:} know the level.
     *
     * @return 0, 1 or 2
     */
    public int level() {
        return level;
    }

    /**
     * Reads a level from configuration.
     *
     * @param text {@code off}, {@code normal} or {@code full} in any case, or {@code 0}, {@code 1}, {@code 2}
     * @return the level
     * @throws IllegalArgumentException if it is none of these
     */
    public static Sync parse(String text) {
        for (Sync sync : values()) {
            if (sync.name().equalsIgnoreCase(text.strip()) || text.strip().equals(Integer.toString(sync.level))) {
                return sync;
            }
        }
        throw new IllegalArgumentException("sync must be off, normal or full (or 0, 1, 2), but is \"" + text + '"');
    }
}
