/** Rows of small transactions by way of the libraries that applications use. */
@NullMarked
package io.litestack.bench.scenario.accounts;

import org.jspecify.annotations.NullMarked;
