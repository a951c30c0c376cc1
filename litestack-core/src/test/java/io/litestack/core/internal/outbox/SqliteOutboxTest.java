package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.core.spi.outbox.DeadLetterContract;
import io.litestack.core.spi.outbox.InboxContract;
import io.litestack.core.spi.outbox.OutboxContract;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.spi.outbox.RelayContract;
import org.junit.jupiter.api.Nested;

/** Puts outbox, relay and inbox in SQLite files through every contract. */
class SqliteOutboxTest {
    @Nested
    class Outboxes extends OutboxContract {
        Outboxes() {
            super(Store::open);
        }
    }

    @Nested
    class Relays extends RelayContract {
        Relays() {
            super(Store::open, Relay::open);
        }
    }

    @Nested
    class RelaysBetweenSyncedFiles extends RelayContract {
        RelaysBetweenSyncedFiles() {
            super(Store::open, Relay::open);
        }

        @Override
        protected void configure(StoreConfig.Builder builder) {
            builder.sync(Sync.FULL);
        }

        @Override
        protected void configureTarget(StoreConfig.Builder builder) {
            builder.sync(Sync.FULL);
        }
    }

    @Nested
    class Parking extends DeadLetterContract {
        Parking() {
            super(Store::open, Relay::open);
        }
    }

    @Nested
    class Inboxes extends InboxContract {
        Inboxes() {
            super(Store::open);
        }
    }
}
