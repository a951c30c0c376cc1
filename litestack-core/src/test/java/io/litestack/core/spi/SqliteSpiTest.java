package io.litestack.core.spi;

import io.litestack.core.Store;
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
