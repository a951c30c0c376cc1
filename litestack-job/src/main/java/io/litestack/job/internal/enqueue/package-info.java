/** How new jobs come into the table, and are handed over to free workers of this process. */
@NullMarked
package io.litestack.job.internal.enqueue;

import org.jspecify.annotations.NullMarked;
