/**
 * The messages of a cable in the browser: server-sent events that resume, Turbo streams, and signed tokens for both. It stands on
 * {@link io.litestack.cable.Cable} alone, and behind whichever server an application has.
 *
 * <ul>
 *   <li>What a page carries: {@link io.litestack.cable.web.StreamTokens}, with {@link io.litestack.cable.web.StreamSecrets}; for
 *       pages of Rails {@link io.litestack.cable.web.SignedStreamNames}.
 *   <li>What serves it: {@link io.litestack.cable.web.SseStreams}, by {@link io.litestack.cable.web.HttpServerSse} or another {@link
 *       io.litestack.cable.web.SseSink}.
 *   <li>What is published: any text, such as a {@link io.litestack.cable.web.TurboStream}.
 * </ul>
 *
 * <p>Threads: {@code litestack-cable-sse-1}, which keeps connections alive, while there are any streams.
 */
@NullMarked
package io.litestack.cable.web;

import org.jspecify.annotations.NullMarked;
