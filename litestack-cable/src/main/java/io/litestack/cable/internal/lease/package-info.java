/** Which cables are open in which processes, and what becomes of what they held when they end. */
@NullMarked
package io.litestack.cable.internal.lease;

import org.jspecify.annotations.NullMarked;
