package io.litestack.cable;

import io.litestack.cable.internal.name.ChannelNames;
import io.litestack.core.Codec;
import io.litestack.core.ConfigException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.text.SizeText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * The settings of a {@link Cable}. Immutable; build one with {@link #builder(Path)} or {@link #builder(StoreConfig)}. Each
 * setting is explained at its method of {@link Builder}.
 *
 * @param store where messages are stored
 * @param codec turns objects into bytes and back
 * @param channelPrefix stands before the name of each channel in the store
 * @param maxMessageBytes a larger payload is refused
 * @param retention how long, and how many bytes of messages are kept
 * @param handlerThreads how many handlers may run at once where there are no virtual threads
 * @param timeouts how long things may take
 * @param listener hears of what happens
 */
public record CableConfig(
        StoreConfig store,
        Codec codec,
        String channelPrefix,
        int maxMessageBytes,
        Retention retention,
        int handlerThreads,
        Timeouts timeouts,
        CableListener listener) {
    /** Marks a file of the cable's own ("LSCB"), so that it is never taken for something else. */
    public static final int APPLICATION_ID = 0x4C534342;

    /**
     * For how long messages are kept.
     *
     * @param age messages older than this are deleted
     * @param bytes the oldest messages are deleted when all together are more than this
     * @param consumerAge what a durable consumer has not read is kept for longer, but not longer than this
     * @param consumerBytes the same as a size
     */
    public record Retention(Duration age, long bytes, Duration consumerAge, long consumerBytes) {
        void check(ConfigProblems problems) {
            problems.between("retention", Duration.ofSeconds(1), Duration.ofDays(365), age);
            problems.betweenSizes("maxLogBytes", 1 << 20, 1L << 40, bytes);
            problems.between("consumerRetention", Duration.ofSeconds(1), Duration.ofDays(365), consumerAge);
            problems.betweenSizes("maxConsumerLogBytes", 1 << 20, 1L << 40, consumerBytes);
            if (consumerAge.compareTo(age) < 0) {
                problems.add("retention must be at most consumerRetention (" + ConfigProblems.text(consumerAge)
                        + "), but is " + ConfigProblems.text(age));
            }
            if (consumerBytes < bytes) {
                problems.add("maxLogBytes must be at most maxConsumerLogBytes (" + SizeText.print(consumerBytes)
                        + "), but is " + SizeText.print(bytes));
            }
        }
    }

    /**
     * How long things may take.
     *
     * @param lease a process whose heartbeat stands still for this long is taken for hung
     * @param presenceGrace how long somebody who has left may come back without anybody hearing of it
     * @param drain how long a close waits for handlers
     */
    public record Timeouts(Duration lease, Duration presenceGrace, Duration drain) {
        void check(ConfigProblems problems) {
            problems.between("lease", Duration.ofSeconds(1), Duration.ofDays(1), lease);
            problems.between("presenceGrace", Duration.ZERO, Duration.ofHours(1), presenceGrace);
            problems.between("drainTimeout", Duration.ZERO, Duration.ofHours(1), drain);
        }
    }

    /**
     * Checks everything.
     *
     * @param store see above
     * @param codec see above
     * @param channelPrefix see above
     * @param maxMessageBytes see above
     * @param retention see above
     * @param handlerThreads see above
     * @param timeouts see above
     * @param listener see above
     * @throws ConfigException with every problem found
     */
    public CableConfig {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(listener, "listener");
        ConfigProblems problems = new ConfigProblems("CableConfig");
        ChannelNames.problemOfPrefix(channelPrefix).ifPresent(it -> problems.add("channelPrefix " + it));
        problems.betweenSizes("maxMessageBytes", 1, 64 << 20, maxMessageBytes);
        retention.check(problems);
        if (maxMessageBytes > retention.bytes()) {
            problems.add("maxMessageBytes must be at most maxLogBytes (" + SizeText.print(retention.bytes())
                    + "), but is " + SizeText.print(maxMessageBytes)
                    + ": such a message would be deleted before anybody has read it");
        }
        problems.between("handlerThreads", 1, 4096, handlerThreads);
        timeouts.check(problems);
        problems.throwIfAny();
    }

    /**
     * Starts with the default settings and a file of its own at {@link Sync#NORMAL}: a published message survives a crash of
     * the process, and the last ones may be lost at a power loss.
     *
     * @param path the file
     * @return a builder
     */
    public static Builder builder(Path path) {
        return new Builder(
                StoreConfig.builder(path).applicationId(APPLICATION_ID).build());
    }

    /**
     * Starts with the default settings and a given store.
     *
     * @param store where messages are stored
     * @return a builder
     */
    public static Builder builder(StoreConfig store) {
        return new Builder(store);
    }

    /** Collects settings; nothing is checked before {@link #build}. Not thread-safe. */
    public static final class Builder {
        private StoreConfig store;
        private Codec codec = Codec.json();
        private String channelPrefix = "";
        private int maxMessageBytes = 1 << 20;
        private Duration retention = Duration.ofHours(1);
        private long maxLogBytes = 256L << 20;
        private Duration consumerRetention = Duration.ofDays(7);
        private long maxConsumerLogBytes = 1L << 30;
        private int handlerThreads = 128;
        private Duration lease = Duration.ofSeconds(30);
        private Duration presenceGrace = Duration.ofSeconds(5);
        private Duration drainTimeout = Duration.ofSeconds(3);
        private CableListener listener = CableListener.NONE;

        private Builder(StoreConfig store) {
            this.store = store;
        }

        /**
         * Sets where messages are stored. The configuration of a store that is open already, or is opened by others as well,
         * puts them into that file: then a message is published in the same transaction as the rest. Its level of {@link Sync}
         * is how durable a published message is, and what delivery waits for. The default is what the builder was made with.
         *
         * @param value the store
         * @return this builder
         */
        public Builder store(StoreConfig value) {
            store = value;
            return this;
        }

        /**
         * Sets what turns published objects into bytes, and bytes into what a typed subscriber asks for. Texts and bytes go
         * as they are, without it. All processes that share the file need one that reads what the others write. Default {@link
         * Codec#json}.
         *
         * @param value the codec
         * @return this builder
         */
        public Builder codec(Codec value) {
            codec = value;
            return this;
        }

        /**
         * Sets what stands before the name of each channel in the store, so that several applications may share a file: each
         * sees only the channels with its own prefix, and never the prefix itself. At most 100 bytes without control
         * characters; default empty, which sees all channels.
         *
         * @param value such as {@code "shop:"}
         * @return this builder
         */
        public Builder channelPrefix(String value) {
            channelPrefix = value;
            return this;
        }

        /**
         * Sets how large a payload may be; a larger one is refused by the publishing call. Store large things elsewhere, and
         * publish where they are. It does not concern messages that are stored already. 1 byte to 64 MiB, default 1 MiB.
         *
         * @param value how many bytes
         * @return this builder
         */
        public Builder maxMessageBytes(int value) {
            maxMessageBytes = value;
            return this;
        }

        /**
         * Sets for how long messages are kept, and so how long a subscriber may be away without a gap. They may be there a
         * little longer; {@link #maxLogBytes} may end it sooner. If the clock is suddenly ahead, deleting by age waits for an
         * hour. 1 second to 365 days, default 1 hour.
         *
         * @param value how long
         * @return this builder
         */
        public Builder retention(Duration value) {
            retention = value;
            return this;
        }

        /**
         * Sets how many bytes of messages are kept at most: the oldest are deleted when there are more, also if they are younger
         * than {@link #retention}. It counts payloads and names of channels, with some 40 bytes for each message; the file is
         * somewhat larger. 1 MiB to 1 TiB, default 256 MiB.
         *
         * @param value how many bytes
         * @return this builder
         */
        public Builder maxLogBytes(long value) {
            maxLogBytes = value;
            return this;
        }

        /**
         * Sets for how long messages are kept that a durable consumer has not read, also while it does not run. At least
         * {@link #retention}, at most 365 days, default 7 days.
         *
         * @param value how long
         * @return this builder
         */
        public Builder consumerRetention(Duration value) {
            consumerRetention = value;
            return this;
        }

        /**
         * Sets how many bytes of messages are kept at most for a durable consumer that has not read them. At least {@link
         * #maxLogBytes}, at most 1 TiB, default 1 GiB.
         *
         * @param value how many bytes
         * @return this builder
         */
        public Builder maxConsumerLogBytes(long value) {
            maxConsumerLogBytes = value;
            return this;
        }

        /**
         * Sets how many handlers may run at once before Java 21. There are few threads as long as handlers are quick, and more,
         * up to this number, while some take long; if all of them do, {@link CableListener#onStarvation} reports it. From Java
         * 21 on handlers run on virtual threads, and this means nothing. 1 to 4,096, default 128.
         *
         * @param value how many
         * @return this builder
         */
        public Builder handlerThreads(int value) {
            handlerThreads = value;
            return this;
        }

        /**
         * Sets after which time a process whose heartbeat stands still is taken for hung, so that its durable consumers run
         * elsewhere and its members are taken for gone. A process that has died is found at once where that can be known. 1
         * second to 1 day, default 30 seconds.
         *
         * @param value how long
         * @return this builder
         */
        public Builder lease(Duration value) {
            lease = value;
            return this;
        }

        /**
         * Sets how long a member of a channel who has left, or whose process has died, may come back without anybody hearing of
         * it. 0 to 1 hour, default 5 seconds.
         *
         * @param value how long
         * @return this builder
         */
        public Builder presenceGrace(Duration value) {
            presenceGrace = value;
            return this;
        }

        /**
         * Sets how long a close waits for handlers that are at work. 0 to 1 hour, default 3 seconds.
         *
         * @param value how long
         * @return this builder
         */
        public Builder drainTimeout(Duration value) {
            drainTimeout = value;
            return this;
        }

        /**
         * Sets what hears of the events of this cable in this process. Warnings are logged in any case. Default {@link
         * CableListener#NONE}.
         *
         * @param value the listener
         * @return this builder
         */
        public Builder listener(CableListener value) {
            listener = value;
            return this;
        }

        /**
         * Checks the settings.
         *
         * @return the configuration
         * @throws ConfigException with every problem found
         */
        public CableConfig build() {
            return new CableConfig(
                    store,
                    codec,
                    channelPrefix,
                    maxMessageBytes,
                    new Retention(retention, maxLogBytes, consumerRetention, maxConsumerLogBytes),
                    handlerThreads,
                    new Timeouts(lease, presenceGrace, drainTimeout),
                    listener);
        }
    }
}
