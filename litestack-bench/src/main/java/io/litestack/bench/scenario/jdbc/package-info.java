/** Rows of what comes by JDBC: the same code on a {@code DataSource} of either side. */
@NullMarked
package io.litestack.bench.scenario.jdbc;

import org.jspecify.annotations.NullMarked;
