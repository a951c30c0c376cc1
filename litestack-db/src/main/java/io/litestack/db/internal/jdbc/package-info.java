/** The data source: JDBC's interfaces, written out over the statements that the store lends. */
@NullMarked
package io.litestack.db.internal.jdbc;

import org.jspecify.annotations.NullMarked;
