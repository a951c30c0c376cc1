package io.litestack.cable.internal.run;

import io.litestack.cable.internal.base.CableResources;

/** Chooses the threads that handlers run on. */
public final class HandlerThreads {
    private HandlerThreads() {}

    /** Makes an executor, which starts no thread before it is given something to run. */
    public static HandlerExecutor create(CableResources resources) {
        String name = resources.threadName("handler");
        HandlerExecutor virtual = VirtualThreads.create(name);
        return virtual != null
                ? virtual
                : new ElasticPool(
                        resources.config().handlerThreads(),
                        name,
                        resources.store().config().threads(),
                        resources.listener()::onStarvation,
                        resources.internals()::loop);
    }
}
