/** A JCache. */
@NullMarked
package io.litestack.jcache.internal.cache;

import org.jspecify.annotations.NullMarked;
