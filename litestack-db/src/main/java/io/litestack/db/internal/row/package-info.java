/** Turns rows into records and single values, by the names of their components. */
@NullMarked
package io.litestack.db.internal.row;

import org.jspecify.annotations.NullMarked;
