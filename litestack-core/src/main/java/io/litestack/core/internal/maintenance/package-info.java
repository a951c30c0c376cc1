/** What goes on in the background: checkpoints, statistics, free pages, and the watch on what lasts too long. */
@NullMarked
package io.litestack.core.internal.maintenance;

import org.jspecify.annotations.NullMarked;
