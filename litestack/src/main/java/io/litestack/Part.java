package io.litestack;

import java.time.Duration;

/**
 * What is to be closed.
 *
 * @param name what it is, for people
 * @param closeTimeout how long that may take by its own settings
 * @param opened closes it
 */
record Part(String name, Duration closeTimeout, AutoCloseable opened) {}
