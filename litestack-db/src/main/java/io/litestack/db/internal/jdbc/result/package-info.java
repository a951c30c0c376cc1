/** Result sets: written out over rows that the driver steps through, or that are in memory. */
@NullMarked
package io.litestack.db.internal.jdbc.result;

import org.jspecify.annotations.NullMarked;
