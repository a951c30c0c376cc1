package io.litestack.cable.internal.subscribe;

import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.base.ShownMessage;
import io.litestack.cable.internal.dispatch.LogDispatcher;
import io.litestack.cable.internal.log.ChannelFilter;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.run.HandlerExecutor;
import io.litestack.cable.internal.run.Timer;
import java.util.function.Consumer;

/**
 * What the subscriptions of a cable share.
 *
 * @param executor runs handlers
 * @param timer for what is tried again later
 * @param remover takes a subscription that is closed out of the index
 */
record SubscriberParts(
        CableResources resources,
        LogDispatcher dispatcher,
        HandlerExecutor executor,
        Timer timer,
        Consumer<LogSubscription> remover) {
    void remove(LogSubscription subscription) {
        remover.accept(subscription);
    }

    ShownMessage show(LogMessage message, ChannelFilter filter) {
        return new ShownMessage(
                message,
                filter.shown(message.channel()),
                resources.log().epoch(),
                resources.config().codec());
    }
}
