/**
 * What the modules of Litestack need from the core and its users do not: commands, wake-ups, loops, prepared statements,
 * schemas. Exported to the sibling modules by name; it may change with any release.
 *
 * <p>The way in is {@link io.litestack.core.spi.StoreInternals#of}.
 */
@NullMarked
package io.litestack.core.spi;

import org.jspecify.annotations.NullMarked;
