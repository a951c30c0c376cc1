/** What others have changed: the log of invalidations, and the generations of tags, prefixes and namespaces. */
@NullMarked
package io.litestack.cache.internal.log;

import org.jspecify.annotations.NullMarked;
