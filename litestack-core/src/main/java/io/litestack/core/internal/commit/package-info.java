/** What follows a commit: the shared flush of the log, the events in commit order, the notification of other processes. */
@NullMarked
package io.litestack.core.internal.commit;

import org.jspecify.annotations.NullMarked;
