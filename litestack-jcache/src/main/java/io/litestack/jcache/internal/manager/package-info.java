/** Managers of JCaches, and where they are found. */
@NullMarked
package io.litestack.jcache.internal.manager;

import org.jspecify.annotations.NullMarked;
