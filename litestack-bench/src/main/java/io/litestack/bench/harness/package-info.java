/** What a scenario needs: load, processes, and a place for its figures. */
@NullMarked
package io.litestack.bench.harness;

import org.jspecify.annotations.NullMarked;
