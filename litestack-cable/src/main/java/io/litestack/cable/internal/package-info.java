/**
 * The cable on SQLite. Nothing here is for users.
 *
 * <p>{@link io.litestack.cable.internal.SqliteCable} puts the parts together and knows them all, and is known by none. They lie
 * in packages that depend on each other in this order, and never back:
 *
 * <pre>
 * name, sql, report  →  log  →  base  →  dispatch, run, retain, lease  →  subscribe, publish, consume, presence  →  the cable
 * </pre>
 *
 * <p>The way of a message: {@code publish} checks it and writes it by {@code log} in a transaction; after the commit {@code
 * dispatch} puts it into the mailboxes of {@code subscribe}, whose handlers run on the threads of {@code run}.
 */
@NullMarked
package io.litestack.cable.internal;

import org.jspecify.annotations.NullMarked;
