/** How values are put, by those who wait for that and by those who do not. */
@NullMarked
package io.litestack.cache.internal.put;

import org.jspecify.annotations.NullMarked;
