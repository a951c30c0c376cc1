/** What every part may ask for: settings, clocks, counters. */
@NullMarked
package io.litestack.cache.internal.base;

import org.jspecify.annotations.NullMarked;
