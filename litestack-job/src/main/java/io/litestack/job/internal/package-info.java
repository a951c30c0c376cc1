/** The job queue on SQLite. Nothing here is for users. */
@NullMarked
package io.litestack.job.internal;

import org.jspecify.annotations.NullMarked;
