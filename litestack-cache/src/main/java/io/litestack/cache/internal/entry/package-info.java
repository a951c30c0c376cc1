/** Keys, entries and values as they are in memory. */
@NullMarked
package io.litestack.cache.internal.entry;

import org.jspecify.annotations.NullMarked;
