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
 * <p>The idea: what can be wrong with a configuration is found before anything is opened, all of it at once, and said with file,
 * line and remedy. {@link io.litestack.Litestack#open()} reads {@code litestack.yml} (or {@code .json}, or one file for each
 * component) in the working folder if there is one, lays over it what {@link io.litestack.LitestackBuilder} was given, decides which
 * components share which file, opens the stores, and then the components that are on the class path, in a fixed order: db, cache,
 * cable, jobs. {@link io.litestack.Main} does the first half from a command line.
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li><b>All or nothing.</b> If opening fails in the middle, what was opened is closed.
 *   <li><b>Order.</b> {@link io.litestack.Litestack#close} closes the components in the opposite order, those that run jobs first,
 *       so that a job that ends finds its database open.
 *   <li><b>Bounded.</b> A close returns within {@link io.litestack.LitestackBuilder#closeTimeout}, whatever hangs, and names what
 *       does.
 *   <li><b>No secrets shown.</b> What came from an environment variable, or is a secret, is in no message and in no log.
 * </ul>
 *
 * <p>Delivery, durability and the order of work are the components' own promises; see their packages.
 *
 * <p>The only threads it starts are {@code litestack-close-n}, which close a part each and end with that, and {@code
 * litestack-shutdown-1} at the end of the JVM, if that is to close the stack. It writes no file beside the stores'; only {@link
 * io.litestack.Litestack#init} writes a configuration.
 */
@NullMarked
package io.litestack;

import org.jspecify.annotations.NullMarked;
