package io.litestack.cable;

/**
 * A message that is to be published together with others, by {@link Cable#publishAll}. Immutable, if its payload is.
 *
 * @param channel where
 * @param payload what it holds, as for {@link Cable#publish(String, Object)}
 */
public record Publication(String channel, Object payload) {}
