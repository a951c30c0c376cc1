/** Notification of changes, within the process and between processes, and whether another process is alive. */
@NullMarked
package io.litestack.core.internal.notify;

import org.jspecify.annotations.NullMarked;
