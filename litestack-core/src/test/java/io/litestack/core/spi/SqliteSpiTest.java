package io.litestack.core.spi;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import org.junit.jupiter.api.Nested;

/** Puts the inner side of the store on SQLite through every contract. */
class SqliteSpiTest {
    @Nested
    class CommandResults extends CommandResultContract {
        CommandResults() {
            super(Store::open);
        }
    }

    @Nested
    class CommandEvents extends CommandEventContract {
        CommandEvents() {
            super(Store::open);
        }
    }

    @Nested
    class CommandEventsAtFull extends CommandEventContract {
        CommandEventsAtFull() {
            super(Store::open);
        }

        @Override
        protected void configure(StoreConfig.Builder builder) {
            builder.sync(Sync.FULL);
        }
    }

    @Nested
    class CommandOrder extends CommandOrderContract {
        CommandOrder() {
            super(Store::open);
        }
    }

    @Nested
    class CommandFailures extends CommandFailureContract {
        CommandFailures() {
            super(Store::open);
        }
    }

    @Nested
    class CommandBackPressure extends CommandBackPressureContract {
        CommandBackPressure() {
            super(Store::open);
        }
    }

    @Nested
    class Schemas extends SchemaContract {
        Schemas() {
            super(Store::open);
        }
    }

    @Nested
    class OpenTransactions extends OpenTransactionContract {
        OpenTransactions() {
            super(Store::open);
        }
    }

    @Nested
    class StatementSources extends StatementSourceContract {
        StatementSources() {
            super(Store::open);
        }
    }

    @Nested
    class Wakeups extends ChangeNotifierContract {
        Wakeups() {
            super(Store::open);
        }
    }

    @Nested
    class OpenFiles extends OpenFileContract {
        OpenFiles() {
            super(Store::open);
        }
    }
}
