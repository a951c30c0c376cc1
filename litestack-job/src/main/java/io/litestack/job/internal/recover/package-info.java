/** How the jobs of dead and hung workers are found and run again. */
@NullMarked
package io.litestack.job.internal.recover;

import org.jspecify.annotations.NullMarked;
