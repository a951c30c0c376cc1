/** The rows about the to-do list of the examples: one application, on Litestack and on what is used instead. */
@NullMarked
package io.litestack.bench.scenario.todo;

import org.jspecify.annotations.NullMarked;
