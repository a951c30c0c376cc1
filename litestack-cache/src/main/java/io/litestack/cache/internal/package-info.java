/** The cache on SQLite: what users see of it, and how its parts are put together. */
@NullMarked
package io.litestack.cache.internal;

import org.jspecify.annotations.NullMarked;
