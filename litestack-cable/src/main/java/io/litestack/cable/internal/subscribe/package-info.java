/** Who subscribes to what, and how each gets its messages. */
@NullMarked
package io.litestack.cable.internal.subscribe;

import org.jspecify.annotations.NullMarked;
