/**
 * What stands behind a connection: its {@link io.litestack.db.internal.jdbc.session.Session}, what that holds of the store, and one
 * statement that runs, an {@link io.litestack.db.internal.jdbc.session.Execution}.
 */
@NullMarked
package io.litestack.db.internal.jdbc.session;

import org.jspecify.annotations.NullMarked;
