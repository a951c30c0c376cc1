/**
 * One transaction over two files: the outbox, its relay, and the inbox.
 *
 * <p>The idea: SQLite commits one file at a time. What a transaction on one file (the <em>source</em>) wants to happen in
 * another (the <em>target</em>) is appended, in that transaction, to an outbox table in the source. A {@link
 * io.litestack.core.spi.outbox.Relay} forwards it: before the {@code write} returns if it can, else as soon as it can,
 * also after a crash, and in every process that has both files open. The {@link io.litestack.core.spi.outbox.Inbox} is the
 * mirror image: it tells whether the effects of a run, which were committed in another file than the one that keeps the
 * run, are there already.
 *
 * <pre>{@code
 * Relay relay = Relay.open(jobsStore, Relay.nameFor(jobsStore, "jobs"), (tx, row) -> insertJob(tx, row.kind(), row.payload()));
 * dbStore.useWrite(tx -> {
 *     tx.execute("insert into users(email) values (?)", email);
 *     relay.send(tx, "welcome", payload);         // exists if and only if the user does
 * });
 * }</pre>
 *
 * <p>What it guarantees:
 *
 * <ul>
 *   <li><b>Exactly once</b> over crashes of processes: a row has its effect if and only if its transaction was committed.
 *       What a power loss does at which {@link io.litestack.core.Sync} level says {@code SourceForwarder}'s essay and
 *       {@code docs/transactions.md}.
 *   <li><b>In order</b> of the source's commits, row by row. Rows of different sources have no order among them, and a row
 *       that cannot be applied is set aside ({@linkplain io.litestack.core.spi.outbox.Relay#deadLetters as a dead letter}) and lets
 *       the others pass.
 *   <li><b>Nobody else's trouble:</b> a target that is busy, full or closed never fails a {@code write} of the source; the
 *       rows wait.
 * </ul>
 *
 * <p>Threads: one for each relay, {@code litestack-<target file>-relay-1}. Tables: {@code litestack_outbox}, {@code
 * litestack_outbox_done} and {@code litestack_outbox_targets} in the source, {@code litestack_relay}, {@code
 * litestack_relay_identity} and {@code litestack_relay_parked} in the target, {@code litestack_inbox} in the file of the
 * effects; each only where it is used.
 */
@NullMarked
package io.litestack.core.spi.outbox;

import org.jspecify.annotations.NullMarked;
