/** Connections to SQLite and their statements: settings, cached statements, the guard of callers' texts, errors with a remedy. */
@NullMarked
package io.litestack.core.internal.sqlite;

import org.jspecify.annotations.NullMarked;
