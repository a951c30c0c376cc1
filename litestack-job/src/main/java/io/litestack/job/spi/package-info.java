/**
 * What {@code litestack-test} needs of a queue beside what all users see: jobs are run without workers, on the thread of the
 * caller, and attempts end as if their process had died. Exported to it alone.
 */
@NullMarked
package io.litestack.job.spi;

import org.jspecify.annotations.NullMarked;
