/**
 * One SQLite file, well kept.
 *
 * <p>The idea: SQLite is the fastest durable store an application can have in its own process, if somebody takes care of a
 * dozen things that its users usually learn the hard way. A {@link io.litestack.core.Store} takes care of them: one writer
 * that all threads share fairly, readers beside it, a flush that many commits share, checkpoints that stall nobody,
 * settings that are verified, and errors that say what happened and what to do.
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li><b>Atomic.</b> A {@code write} is stored as a whole or not at all, also over {@code kill -9} and a full disk.
 *   <li><b>Isolated.</b> Writes happen one after the other; a {@code read} sees one unchanging view.
 *   <li><b>Durable</b> as its {@link io.litestack.core.Sync} level says.
 *   <li><b>Bounded.</b> Every wait has a deadline, and what misses it says what it waited for.
 * </ul>
 *
 * <p>Threads, all daemons and started at the first need, for the store in {@code app.db}: {@code litestack-app-sync-1}
 * (flushes), {@code -writer-1} and {@code -dispatch-1} (commands of the modules), {@code -maintenance-1}, {@code
 * -watchdog-1}, {@code -poller-1} (listens for other processes), {@code -readers-1} (HikariCP's, which open and close
 * connections); and one each for all stores of the process, {@code litestack-peers-1} and {@code
 * litestack-readers-housekeeper-1}. Files: {@code app.db}, SQLite's own {@code app.db-wal} and {@code app.db-shm} beside it,
 * and a folder {@code .litestack} with the sockets of the processes that tell each other of commits.
 */
@NullMarked
package io.litestack.core;

import org.jspecify.annotations.NullMarked;
