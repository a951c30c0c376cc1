/** How missing values are made, once for all who ask for them at the same time. */
@NullMarked
package io.litestack.cache.internal.load;

import org.jspecify.annotations.NullMarked;
