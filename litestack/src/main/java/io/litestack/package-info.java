/**
 * The one dependency that an application adds: all parts of Litestack, opened, wired, started and closed from one
 * configuration.
 *
 * <pre>{@code
 * try (Litestack stack = Litestack.open()) { // no file needed: data/development, sane defaults
 *     stack.start();
 *     ...
 * }
 * }</pre>
 *
 * <p>{@link io.litestack.Litestack#open()} reads {@code litestack.yml} (or {@code .json}, or one file for each component) in the
 * working folder if there is one, checks all of it, opens the store of each component that is on the class path, and then the
 * components, in a fixed order: db, cache, cable, jobs. {@link io.litestack.Litestack#close} closes them in the opposite order,
 * so that a job that ends finds its database open. If opening fails in the middle, what was opened is closed.
 *
 * <p>The only threads it starts are those that close a part each, and end with that. It writes no file beside the stores'.
 * Delivery, durability and order are the components' own promises; see their packages.
 */
@NullMarked
package io.litestack;

import org.jspecify.annotations.NullMarked;
