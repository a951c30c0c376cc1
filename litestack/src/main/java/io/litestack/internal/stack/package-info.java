/**
 * The open stack: opens what a plan names, hands it out, and closes it within a bounded time.
 *
 * <p>{@link io.litestack.internal.stack.OpenLitestack} opens; {@link io.litestack.internal.stack.Shutdown} closes, each part on a
 * thread of its own.
 */
@NullMarked
package io.litestack.internal.stack;

import org.jspecify.annotations.NullMarked;
