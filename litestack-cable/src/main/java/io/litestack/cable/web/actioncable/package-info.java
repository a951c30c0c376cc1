/**
 * The messages of a cable to clients of Action Cable, over WebSocket: those of Rails ({@code @rails/actioncable}, {@code
 * @hotwired/turbo-rails}) by {@code actioncable-v1-json}, and those of AnyCable ({@code @anycable/web}) by {@code
 * actioncable-v1-ext-json}, which get what they have missed while they were disconnected, also over a restart of the server.
 *
 * <ul>
 *   <li>What there is to subscribe to: {@link io.litestack.cable.web.actioncable.ActionChannel}. Nothing is served that no such
 *       channel allows.
 *   <li>What serves it: {@link io.litestack.cable.web.actioncable.ActionCable}, behind Jetty by {@link
 *       io.litestack.cable.web.actioncable.JettyCableSocket}, or another {@link
 *       io.litestack.cable.web.actioncable.CableSocket}.
 * </ul>
 *
 * <p>Each subscription of a client is one stream in order; two of one client are not ordered with each other. Presence and
 * whispers of AnyCable are not served.
 *
 * <p>Threads: {@code litestack-cable-actioncable-1}, which sends the pings, and {@code litestack-cable-actioncable-reader} while
 * the log is read for clients that have fallen behind.
 */
@NullMarked
package io.litestack.cable.web.actioncable;

import org.jspecify.annotations.NullMarked;
