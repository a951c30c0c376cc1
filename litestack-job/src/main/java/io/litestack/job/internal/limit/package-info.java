/** Limits: which of the jobs that share one may go on. */
@NullMarked
package io.litestack.job.internal.limit;

import org.jspecify.annotations.NullMarked;
