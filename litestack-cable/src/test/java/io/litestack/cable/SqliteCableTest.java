package io.litestack.cable;

import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** The contracts, kept by the cable on SQLite. */
@Timeout(120)
class SqliteCableTest {
    private static CableConfig.Builder on(CableContract test, Sync sync) {
        return CableConfig.builder(StoreConfig.builder(test.folder.resolve("cable.db"))
                .sync(sync)
                .clock(test.clock)
                .ticker(test.ticker)
                .build());
    }

    @Nested
    class Publishing extends PublishContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class PublishingAtFull extends PublishContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.FULL);
        }
    }

    @Nested
    class Subscribing extends SubscribeContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class SubscribingAtOff extends SubscribeContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.OFF);
        }
    }

    @Nested
    class Replaying extends ReplayContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class ReplayingAtFull extends ReplayContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.FULL);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Consuming extends ConsumerContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }

    @Nested
    class Presences extends PresenceContract {
        @Override
        CableConfig.Builder config() {
            return on(this, Sync.NORMAL);
        }
    }
}
