package io.litestack.cable.internal.consume;

/**
 * That this process is the active one of a consumer.
 *
 * @param name the consumer's name
 * @param instance the row of this process
 * @param fence how often the consumer has been taken over: what is written under another number is refused
 * @param position all of its messages up to here have been handled
 */
record ConsumerClaim(String name, long instance, long fence, long position) {}
