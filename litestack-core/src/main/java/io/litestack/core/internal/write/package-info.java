/** The way of a write: the lock in front of the one writer, its connection, whether a write may begin, and the transaction. */
@NullMarked
package io.litestack.core.internal.write;

import org.jspecify.annotations.NullMarked;
