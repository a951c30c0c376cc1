/** What a user would pick instead, in its best configuration. */
@NullMarked
package io.litestack.bench.rival;

import org.jspecify.annotations.NullMarked;
