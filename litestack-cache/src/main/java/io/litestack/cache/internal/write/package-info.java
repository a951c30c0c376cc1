/** How changes come into the file: pending ones, batches of them, and those that somebody waits for. */
@NullMarked
package io.litestack.cache.internal.write;

import org.jspecify.annotations.NullMarked;
