/** The rows about clients of streams and WebSockets, which are in a process of their own: what they cost does not count. */
@NullMarked
package io.litestack.bench.scenario.cable.clients;

import org.jspecify.annotations.NullMarked;
