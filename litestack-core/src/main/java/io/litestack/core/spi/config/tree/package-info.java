/** Configuration as a tree of groups, lists and values, whatever it was read from; each node knows where it was written. */
@NullMarked
package io.litestack.core.spi.config.tree;

import org.jspecify.annotations.NullMarked;
