/**
 * Runs Litestack side by side with what a user would pick instead, and reports ratios.
 *
 * <p>The idea: a figure alone says more of the machine than of the code, so both sides run in turns on the same machine
 * within minutes, each in a JVM of its own, several times, and only their ratio is judged. {@link
 * io.litestack.bench.Bench} is the command; a row of the report is one {@link io.litestack.bench.harness.Scenario}.
 *
 * <p>To add a row: write a class in {@code scenario} that describes itself by a {@code Spec} and runs one side, and list
 * it in {@code Scenarios}.
 */
@NullMarked
package io.litestack.bench;

import org.jspecify.annotations.NullMarked;
