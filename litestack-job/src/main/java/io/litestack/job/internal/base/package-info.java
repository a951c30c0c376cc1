/** What all parts stand on, and which knows none of them: resources, state, loops, batches, handlers. */
@NullMarked
package io.litestack.job.internal.base;

import org.jspecify.annotations.NullMarked;
