/**
 * What becomes of a value on its way into SQLite, which knows whole numbers, real numbers, texts and blobs, and on its way back:
 * {@link io.litestack.db.internal.jdbc.value.ValueWriter} and {@link io.litestack.db.internal.jdbc.value.ValueReader}. They lose
 * nothing in silence: what cannot be stored or read as asked is refused.
 */
@NullMarked
package io.litestack.db.internal.jdbc.value;

import org.jspecify.annotations.NullMarked;
