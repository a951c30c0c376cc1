/** How handlers are run: threads, attempts, outcomes, timeouts, progress, transactions. */
@NullMarked
package io.litestack.job.internal.run;

import org.jspecify.annotations.NullMarked;
