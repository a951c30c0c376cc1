/** Real applications on Litestack, and what starts them. */
@NullMarked
package io.litestack.examples;

import org.jspecify.annotations.NullMarked;
