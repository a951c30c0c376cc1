/** What JDBC tells of the database, of results and of parameters. */
@NullMarked
package io.litestack.db.internal.jdbc.meta;

import org.jspecify.annotations.NullMarked;
