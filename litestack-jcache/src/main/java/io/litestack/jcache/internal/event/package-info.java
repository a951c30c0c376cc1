/** Listeners of a JCache. */
@NullMarked
package io.litestack.jcache.internal.event;

import org.jspecify.annotations.NullMarked;
