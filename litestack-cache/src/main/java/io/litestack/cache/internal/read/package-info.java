/** How entries are found: in the heap, among the pending changes, in the file. */
@NullMarked
package io.litestack.cache.internal.read;

import org.jspecify.annotations.NullMarked;
