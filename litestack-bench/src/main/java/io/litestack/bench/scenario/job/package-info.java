/** The rows of the report that are about jobs. */
@NullMarked
package io.litestack.bench.scenario.job;

import org.jspecify.annotations.NullMarked;
