/** Entries of a JCache in a Litestack cache. */
@NullMarked
package io.litestack.jcache.internal.store;

import org.jspecify.annotations.NullMarked;
