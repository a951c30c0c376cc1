/** Counters, log lines and events. */
@NullMarked
package io.litestack.cable.internal.report;

import org.jspecify.annotations.NullMarked;
