/** Values as they are stored and read. */
@NullMarked
package io.litestack.db.internal.jdbc.value;

import org.jspecify.annotations.NullMarked;
