/** What workers hold: leases, the attempts under them, their completions, and the row and heartbeat that keep them. */
@NullMarked
package io.litestack.job.internal.lease;

import org.jspecify.annotations.NullMarked;
