/**
 * The cache behind {@code javax.cache} (JSR 107), for Spring, Hibernate and others that ask for it. The only public type is {@link
 * io.litestack.jcache.LitestackCachingProvider}, which says what there is to know.
 */
@NullMarked
package io.litestack.jcache;

import org.jspecify.annotations.NullMarked;
