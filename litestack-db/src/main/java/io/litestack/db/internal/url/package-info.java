/**
 * The JDBC driver for URLs: {@link io.litestack.db.internal.url.ConnectionUrl} reads them, {@link
 * io.litestack.db.internal.url.UrlSettings} knows their keys, {@link io.litestack.db.internal.url.SharedDatabases} has the databases
 * that are open.
 */
@NullMarked
package io.litestack.db.internal.url;

import org.jspecify.annotations.NullMarked;
