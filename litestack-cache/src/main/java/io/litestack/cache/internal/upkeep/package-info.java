/** What is done in the background, by one thread. */
@NullMarked
package io.litestack.cache.internal.upkeep;

import org.jspecify.annotations.NullMarked;
