/** What the queue reports: counters, log lines, the events of listeners. */
@NullMarked
package io.litestack.job.internal.report;

import org.jspecify.annotations.NullMarked;
