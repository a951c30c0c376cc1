/**
 * Publish and subscribe: in the order of the commits, in the application's transactions, across processes, durable for a while,
 * resumable, and honest about what is missing.
 *
 * <pre>{@code
 * try (Cable cable = Cable.open(CableConfig.builder(Path.of("cable.db")).build())) {
 *     cable.subscribe("todo.42", Todo.class, (todo, message) -> show(todo));
 *     cable.publish("todo.42", new Todo("milk", true));
 * }
 * }</pre>
 *
 * <h2>The idea</h2>
 *
 * A message is a row at the end of a log, an SQLite file in the application's own process; its id is its place there. Those who
 * subscribe in the same process get it from memory right after the commit. Other processes are woken, and read what is new. Who
 * falls behind, or comes back with a position, reads the log until it has caught up. So there is nothing to be lost on the way: a
 * message that is not in memory any more is in the log, and if it is not there either the subscriber is told.
 *
 * <h2>Where to look</h2>
 *
 * <ul>
 *   <li>To publish and subscribe: {@link io.litestack.cable.Cable}, with {@link io.litestack.cable.Channels} and {@link
 *       io.litestack.cable.SubscribeOptions}; a handler is a {@link io.litestack.cable.MessageHandler} or a {@link
 *       io.litestack.cable.PayloadHandler}.
 *   <li>To go on where one has stopped: {@link io.litestack.cable.Position}, and {@link io.litestack.cable.GapEvent} for what is
 *       missing; {@link io.litestack.cable.DurableConsumer} for work that is to be done for each message.
 *   <li>To know who is there: {@link io.litestack.cable.Presence}.
 *   <li>To measure: {@link io.litestack.cable.CableStats} and {@link io.litestack.cable.CableListener}.
 * </ul>
 *
 * <h2>Guarantees</h2>
 *
 * <ul>
 *   <li><b>If and only if.</b> A message that is published in a transaction is delivered if that is committed, and not before.
 *   <li><b>Order.</b> Ids grow in the order of the commits, whichever process makes them. Each subscription gets the messages of
 *       all its channels as one stream in that order, each once, one at a time. So what one thread publishes keeps its order.
 *   <li><b>Nothing is missed</b> between a subscription's position and its close, but for what is deleted before it is read; that
 *       is a gap, which is reported where the missing messages would have been. A slow subscriber holds up nobody else.
 *   <li><b>Durable.</b> A message whose publishing was acknowledged survives a crash of the process, and a power loss as the
 *       store's {@link io.litestack.core.Sync} level says: at {@code NORMAL}, the default, the last ones may be lost; at {@code
 *       FULL} none, and none is delivered before it is flushed. It is kept for the retention of the configuration.
 *   <li><b>Ids are never used twice</b> in an epoch, not even after a power loss has taken the end of the log. A log that was
 *       made anew, moved or restored has another epoch.
 *   <li><b>Durable consumers</b> handle each message at least once, in one process at a time.
 * </ul>
 *
 * <h2>Errors</h2>
 *
 * Arguments that are outside their bounds are a programmer's error: {@link java.lang.IllegalArgumentException}. Settings are
 * refused with a {@link io.litestack.core.ConfigException} that lists every problem. What the file or its writer refuses is a
 * {@link io.litestack.core.StoreException}. What a handler throws is reported to the listener, and the next message follows.
 *
 * <h2>Threads, tables, files</h2>
 *
 * Threads, all daemons, on {@code cable.db}: handlers run on virtual threads from Java 21 on, before on {@code
 * litestack-cable-cable-handler-n}, as many as there are processors while handlers are quick; {@code litestack-cable-cable-reader-1}
 * reads what others have published, {@code -cable-trimmer-1} deletes what is old, {@code -cable-leases-1} looks after consumers
 * and members, {@code -cable-timer-1} tries again what has failed, {@code -cable-threads-1} looks whether handlers need more
 * threads; each only when it is needed. Tables: {@code litecable_messages}, {@code litecable_log}, {@code litecable_trimmed}, {@code
 * litecable_instances}, {@code litecable_consumers}, {@code litecable_members}. Files: one in the folder {@code .litestack} beside
 * the database, which says how far the log had come.
 */
@NullMarked
package io.litestack.cable;

import org.jspecify.annotations.NullMarked;
