/** Named consumers, whose positions are stored. */
@NullMarked
package io.litestack.cable.internal.consume;

import org.jspecify.annotations.NullMarked;
