/** Who is in which channel. */
@NullMarked
package io.litestack.cable.internal.presence;

import org.jspecify.annotations.NullMarked;
