/**
 * The desk of a small shop: it takes orders, charges the customers' banks, wraps gifts, packs and ships, each step a job.
 *
 * <p>What it shows:
 *
 * <ul>
 *   <li><b>A job from a transaction</b>: an order and the job that charges for it are stored together, or neither is ({@link
 *       io.litestack.examples.orders.OrderBook#take}). A customer who changes his mind leaves no trace.
 *   <li><b>Effects that happen once</b>: each step is written in a transaction after which its job is done ({@link
 *       io.litestack.examples.orders.Charging}). Kill the desk whenever you like: no order is paid or shipped twice.
 *   <li><b>Retries</b>: a bank that does not answer is asked again, after growing waits.
 *   <li><b>Jobs that need help</b>: the desk has no gift paper at first, so the gifts are given up; one bank is out of order, so
 *       its job is dead after four attempts. {@code list} shows them with their reasons, {@code replay} runs them again.
 *   <li><b>A graceful stop</b>: Ctrl-C lets the jobs that have begun come to an end. The others go on at the next start.
 * </ul>
 *
 * <p>The orders are in one file and the jobs in another; see {@code src/main/config/orders.yml} for the settings.
 */
@NullMarked
package io.litestack.examples.orders;

import org.jspecify.annotations.NullMarked;
