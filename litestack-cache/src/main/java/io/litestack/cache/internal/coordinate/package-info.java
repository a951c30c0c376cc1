/** Locks, semaphores and rate limits among processes. */
@NullMarked
package io.litestack.cache.internal.coordinate;

import org.jspecify.annotations.NullMarked;
