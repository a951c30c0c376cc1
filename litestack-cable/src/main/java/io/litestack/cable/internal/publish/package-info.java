/** How messages come into the log. */
@NullMarked
package io.litestack.cable.internal.publish;

import org.jspecify.annotations.NullMarked;
