/** Invalidations that are part of a transaction of the application. */
@NullMarked
package io.litestack.cache.internal.tx;

import org.jspecify.annotations.NullMarked;
