/** The rows of the report. */
@NullMarked
package io.litestack.bench.scenario;

import org.jspecify.annotations.NullMarked;
