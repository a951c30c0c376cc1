/** How objects are stored that say themselves what they are. */
@NullMarked
package io.litestack.cache.internal.object;

import org.jspecify.annotations.NullMarked;
