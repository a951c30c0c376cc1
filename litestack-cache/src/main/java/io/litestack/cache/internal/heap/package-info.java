/** The entries in memory. */
@NullMarked
package io.litestack.cache.internal.heap;

import org.jspecify.annotations.NullMarked;
