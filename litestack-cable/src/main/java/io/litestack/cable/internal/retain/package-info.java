/** How long messages are kept. */
@NullMarked
package io.litestack.cable.internal.retain;

import org.jspecify.annotations.NullMarked;
