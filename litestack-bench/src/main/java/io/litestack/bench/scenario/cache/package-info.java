/** The rows of the cache: the same reads and writes by Litestack and by what a user would pick instead. */
@NullMarked
package io.litestack.bench.scenario.cache;

import org.jspecify.annotations.NullMarked;
