package io.litestack.cable.internal;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigTypes;
import java.time.Duration;
import java.util.Map;

/** Offers the cable to the facade. */
public final class CableProvider implements ComponentProvider<CableConfig.Builder, CableConfig> {
    private static final String DRAIN_TIMEOUT = "drain_timeout";

    private static final ConfigBinding<CableConfig.Builder, CableConfig> KEYS = ConfigBinding.of(
                    CableConfig.Builder::build)
            .key(
                    "channel_prefix",
                    ConfigTypes.TEXT,
                    CableConfig.Builder::channelPrefix,
                    CableConfig::channelPrefix,
                    "Stands before the name of each channel in the store, so that several applications may share a file.")
            .key(
                    "retention",
                    ConfigTypes.DURATION,
                    CableConfig.Builder::retention,
                    it -> it.retention().age(),
                    "How long messages are kept, and so how long a subscriber may be away without a gap.")
            .key(
                    "max_log",
                    ConfigTypes.SIZE,
                    CableConfig.Builder::maxLogBytes,
                    it -> it.retention().bytes(),
                    "The oldest messages are deleted when all together are more than this, also if they are younger.")
            .key(
                    "consumer_retention",
                    ConfigTypes.DURATION,
                    CableConfig.Builder::consumerRetention,
                    it -> it.retention().consumerAge(),
                    "How long messages are kept that a durable consumer has not read; at least retention.")
            .key(
                    "max_consumer_log",
                    ConfigTypes.SIZE,
                    CableConfig.Builder::maxConsumerLogBytes,
                    it -> it.retention().consumerBytes(),
                    "The same as a size; at least max_log.")
            .key(
                    "max_message",
                    ConfigTypes.SIZE,
                    (it, value) -> it.maxMessageBytes(bytes(value)),
                    it -> (long) it.maxMessageBytes(),
                    "A larger payload is refused.")
            .key(
                    "handler_threads",
                    ConfigTypes.WHOLE_NUMBER,
                    CableConfig.Builder::handlerThreads,
                    CableConfig::handlerThreads,
                    "How many handlers may run at once before Java 21; from then on they run on virtual threads.")
            .key(
                    "lease",
                    ConfigTypes.DURATION,
                    CableConfig.Builder::lease,
                    it -> it.timeouts().lease(),
                    "A process whose heartbeat stands still for this long is taken for hung; its consumers run elsewhere.")
            .key(
                    "presence_grace",
                    ConfigTypes.DURATION,
                    CableConfig.Builder::presenceGrace,
                    it -> it.timeouts().presenceGrace(),
                    "How long somebody who has left a channel may come back without anybody hearing of it.")
            .key(
                    DRAIN_TIMEOUT,
                    ConfigTypes.DURATION,
                    CableConfig.Builder::drainTimeout,
                    it -> it.timeouts().drain(),
                    "How long a close waits for handlers that are at work.");

    /** For the service loader. */
    public CableProvider() {}

    private static int bytes(long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("it must be at most 64MB");
        }
        return (int) size;
    }

    @Override
    public String name() {
        return "cable";
    }

    @Override
    public Class<?> type() {
        return Cable.class;
    }

    @Override
    public String purpose() {
        return "Publish and subscribe: in the order of the commits, durable for a while, resumable.";
    }

    @Override
    public void configureStore(StoreConfig.Builder store) {
        store.applicationId(CableConfig.APPLICATION_ID);
    }

    @Override
    public CableConfig.Builder builder(StoreConfig store) {
        return CableConfig.builder(store);
    }

    @Override
    public ConfigBinding<CableConfig.Builder, CableConfig> binding() {
        return KEYS;
    }

    @Override
    public Map<String, Duration> closeTimeouts(CableConfig config) {
        return Map.of(DRAIN_TIMEOUT, config.timeouts().drain());
    }

    @Override
    public Component open(CableConfig config, ComponentContext context) {
        return new OpenCable(SqliteCable.open(config));
    }

    /**
     * An open cable.
     *
     * @param cable the cable
     */
    private record OpenCable(SqliteCable cable) implements Component {
        @Override
        public Object service() {
            return cable;
        }

        @Override
        public void attach(Store source) {
            cable.attach(source);
        }

        @Override
        public void refuseCloseInside() {
            cable.refuseCloseInside();
        }

        /** Handlers of subscriptions may use the other parts. */
        @Override
        public boolean runsWork() {
            return true;
        }

        @Override
        public void close() {
            cable.close();
        }
    }
}
