/** Schedules: how they are stored, declared and fired. */
@NullMarked
package io.litestack.job.internal.schedule;

import org.jspecify.annotations.NullMarked;
