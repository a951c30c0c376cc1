/** From figures to a table, a plot and a page. */
@NullMarked
package io.litestack.bench.report;

import org.jspecify.annotations.NullMarked;
