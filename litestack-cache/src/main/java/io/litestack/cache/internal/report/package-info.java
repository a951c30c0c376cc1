/** Counters, log lines and events. */
@NullMarked
package io.litestack.cache.internal.report;

import org.jspecify.annotations.NullMarked;
