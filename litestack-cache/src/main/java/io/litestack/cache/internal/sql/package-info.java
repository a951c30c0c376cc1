/** The statements, and rows as they are bound and read. */
@NullMarked
package io.litestack.cache.internal.sql;

import org.jspecify.annotations.NullMarked;
