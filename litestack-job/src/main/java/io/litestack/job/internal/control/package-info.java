/** What people and other processes say of queues and running jobs, and how workers hear of it. */
@NullMarked
package io.litestack.job.internal.control;

import org.jspecify.annotations.NullMarked;
