/** The database on SQLite; not exported. */
@NullMarked
package io.litestack.db.internal;

import org.jspecify.annotations.NullMarked;
