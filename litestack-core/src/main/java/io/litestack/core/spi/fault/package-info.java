/** Faults that {@code litestack-test} makes a store of this process suffer. Exported to it alone. */
@NullMarked
package io.litestack.core.spi.fault;

import org.jspecify.annotations.NullMarked;
