/** Reads: the pool of readers, and transactions on them. */
@NullMarked
package io.litestack.core.internal.read;

import org.jspecify.annotations.NullMarked;
