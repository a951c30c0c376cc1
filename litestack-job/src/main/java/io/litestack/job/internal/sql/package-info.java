/** The statements, and how values and jobs are bound and read. */
@NullMarked
package io.litestack.job.internal.sql;

import org.jspecify.annotations.NullMarked;
