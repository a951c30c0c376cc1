package io.litestack.core.spi.config;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of a store's settings, which all components share. Where its file is, is not among them. */
public final class StoreKeys {
    private static final ConfigType<Sync> SYNC = ConfigTypes.word(
            "off, normal or full (or 0, 1, 2)",
            Sync::parse,
            sync -> sync.name().toLowerCase(Locale.ROOT),
            List.of("off", "normal", "full"));

    private static final ConfigType<Optional<Duration>> LEAK_DETECTION =
            ConfigTypes.DURATION.as(Optional::of, value -> value.orElse(StoreConfig.USUAL_LEAK_DETECTION));

    /** Binds the keys to the builder of {@link StoreConfig}. */
    public static final ConfigBinding<StoreConfig.Builder, StoreConfig> BINDING = ConfigBinding.of(
                    StoreConfig.Builder::build)
            .key(
                    "sync",
                    SYNC,
                    StoreConfig.Builder::sync,
                    StoreConfig::sync,
                    "What a commit waits for: full loses nothing that was acknowledged, even at a power loss; normal may"
                            + " lose the last commits at a power loss, never an older one without the later; off is for"
                            + " what can be built again. A crash of the process alone loses nothing at any level.")
            .key(
                    "checkpoint",
                    ConfigTypes.choice(Checkpoint.class),
                    StoreConfig.Builder::checkpoint,
                    StoreConfig::checkpoint,
                    "Who empties the write-ahead log: internal, or external for a replicator such as Litestream.")
            .key(
                    "readers",
                    ConfigTypes.WHOLE_NUMBER.sampled("4"),
                    StoreConfig.Builder::readers,
                    StoreConfig::readers,
                    "How many connections serve reads, 1 to 64. Without it one for each processor, 2 to 8.")
            .key(
                    "page_cache",
                    ConfigTypes.SIZE.sampled("8MB"),
                    StoreConfig.Builder::pageCacheBytes,
                    StoreConfig::pageCacheBytes,
                    "How much memory SQLite may use for pages of this file, at least 256KB. Without it an equal share of"
                            + " what the page_cache of the whole has left.")
            .key(
                    "wait_timeout",
                    ConfigTypes.DURATION,
                    StoreConfig.Builder::waitTimeout,
                    StoreConfig::waitTimeout,
                    "How long a write waits for the writer, or a read for a reader, before it fails.")
            .key(
                    "transaction_timeout",
                    ConfigTypes.DURATION,
                    StoreConfig.Builder::transactionTimeout,
                    StoreConfig::transactionTimeout,
                    "How long a write transaction may last before it is rolled back.")
            .key(
                    "query_timeout",
                    ConfigTypes.DURATION,
                    StoreConfig.Builder::queryTimeout,
                    StoreConfig::queryTimeout,
                    "How long one statement on a reader may run before it is interrupted.")
            .key(
                    "sync_timeout",
                    ConfigTypes.DURATION,
                    StoreConfig.Builder::syncTimeout,
                    StoreConfig::syncTimeout,
                    "How long a commit waits for a flush that another thread makes before its outcome counts as unknown; a"
                            + " thread that flushes itself waits for the disk.")
            .key(
                    "close_timeout",
                    ConfigTypes.DURATION,
                    StoreConfig.Builder::closeTimeout,
                    StoreConfig::closeTimeout,
                    "How long closing lets running transactions and reads go on before they are stopped.")
            .key(
                    "slow_transaction",
                    ConfigTypes.DURATION,
                    StoreConfig.Builder::slowTransaction,
                    StoreConfig::slowTransaction,
                    "A write transaction that lasts longer is logged with its stack, once for each place in the code.")
            .key(
                    "leak_detection",
                    LEAK_DETECTION.sampled("10s"),
                    (builder, value) -> value.ifPresent(builder::leakDetection),
                    StoreConfig::leakDetection,
                    "A connection of the data source that holds the writer or a reader and has not used it for so long is"
                            + " logged, with the place in the code where that was taken. Without it after 10 seconds, with"
                            + " the place from the second time on: to record each costs some microseconds.")
            .key(
                    "command_queue_capacity",
                    ConfigTypes.WHOLE_NUMBER,
                    StoreConfig.Builder::commandQueueCapacity,
                    StoreConfig::commandQueueCapacity,
                    "How many writes of the components may wait for the writer before further ones block, 16 to"
                            + " 1000000.");

    private StoreKeys() {}
}
