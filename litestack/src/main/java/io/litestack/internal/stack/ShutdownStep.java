package io.litestack.internal.stack;

import java.time.Duration;

/**
 * One step of a shutdown, such as closing a component.
 *
 * @param name what is closed, for people
 * @param timeout how long that may take by its own settings
 * @param action closes it
 */
record ShutdownStep(String name, Duration timeout, AutoCloseable action) {}
