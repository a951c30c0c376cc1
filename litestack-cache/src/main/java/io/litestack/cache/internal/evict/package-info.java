/** Which entries have to go when there is no room, and when their time is over. */
@NullMarked
package io.litestack.cache.internal.evict;

import org.jspecify.annotations.NullMarked;
