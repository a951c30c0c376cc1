/** The keys with which a database is configured, in a file or in a URL. */
@NullMarked
package io.litestack.db.internal.settings;

import org.jspecify.annotations.NullMarked;
