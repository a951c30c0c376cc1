package io.litestack.cable.internal.consume;

import io.litestack.cable.ConsumerInfo;
import io.litestack.cable.ConsumerOptions;
import io.litestack.cable.DurableConsumer;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.internal.base.CableResources;
import io.litestack.cable.internal.lease.Duty;
import io.litestack.cable.internal.lease.InstanceRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The named consumers of one cable in this process. Thread-safe. */
public final class Consumers implements Duty {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What they share. */
    record Parts(CableResources resources, ConsumerStore store, ConsumerSubscriber subscriber) {}

    private final Parts parts;
    private final InstanceRegistry registry;
    private final List<LocalConsumer> consumers = new CopyOnWriteArrayList<>();

    public Consumers(CableResources resources, InstanceRegistry registry, ConsumerSubscriber subscriber) {
        this.parts = new Parts(resources, new ConsumerStore(resources), subscriber);
        this.registry = registry;
        registry.add(this);
    }

    public DurableConsumer consume(ConsumerOptions options, MessageHandler handler) {
        if (parts.store.create(options)) {
            // what is called so here is of one that was deleted
            close(options.name());
        }
        LocalConsumer[] made = new LocalConsumer[1];
        made[0] = new LocalConsumer(parts, options, handler, () -> consumers.remove(made[0]));
        consumers.add(made[0]);
        registry.observe();
        registry.wake();
        return made[0];
    }

    @Override
    public long run() {
        for (LocalConsumer consumer : consumers) {
            if (consumer.isActive()) {
                consumer.storePosition();
            } else if (!consumer.isBusy() && parts.store.isFree(consumer.name())) {
                claim(consumer);
            }
        }
        return consumers.isEmpty() ? Long.MAX_VALUE : INTERVAL_NANOS;
    }

    private void claim(LocalConsumer consumer) {
        parts.store.claim(consumer.name(), registry.register()).ifPresent(consumer::activate);
    }

    @Override
    public void lost() {
        consumers.forEach(LocalConsumer::deactivate);
    }

    public List<ConsumerInfo> list() {
        return parts.store.list();
    }

    public boolean resume(String name) {
        return parts.store.resume(name);
    }

    public boolean delete(String name) {
        boolean wasThere = parts.store.delete(name);
        close(name);
        return wasThere;
    }

    private void close(String name) {
        consumers.stream().filter(it -> it.name().equals(name)).forEach(LocalConsumer::close);
    }

    public void close() {
        consumers.forEach(LocalConsumer::close);
    }
}
