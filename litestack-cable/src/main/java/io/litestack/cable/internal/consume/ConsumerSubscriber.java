package io.litestack.cable.internal.consume;

import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Subscription;

/** Gives an active consumer its messages. */
@FunctionalInterface
public interface ConsumerSubscriber {
    /** Subscribes from an id on. */
    Subscription subscribe(ConsumerOptions options, long position, MessageHandler handler);
}
