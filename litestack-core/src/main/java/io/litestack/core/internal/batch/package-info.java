/** The modules' own writes: a queue of commands, executed many in one transaction. */
@NullMarked
package io.litestack.core.internal.batch;

import org.jspecify.annotations.NullMarked;
