package io.litestack.core;

import org.junit.jupiter.api.Nested;

/** Puts the store on SQLite through every contract. */
class SqliteStoreTest {
    @Nested
    class Reading extends ReadingContract {
        Reading() {
            super(Store::open);
        }
    }

    @Nested
    class Writing extends WritingContract {
        Writing() {
            super(Store::open);
        }
    }

    @Nested
    class NestedWrites extends NestedWriteContract {
        NestedWrites() {
            super(Store::open);
        }
    }

    @Nested
    class Hooks extends HooksContract {
        Hooks() {
            super(Store::open);
        }
    }

    @Nested
    class Statements extends StatementContract {
        Statements() {
            super(Store::open);
        }
    }

    @Nested
    class Constraints extends ConstraintContract {
        Constraints() {
            super(Store::open);
        }
    }

    @Nested
    class NamedParameters extends NamedParameterContract {
        NamedParameters() {
            super(Store::open);
        }
    }

    @Nested
    class DeadTransactions extends DeadTransactionContract {
        DeadTransactions() {
            super(Store::open);
        }
    }

    @Nested
    class GuardedConnections extends GuardedConnectionContract {
        GuardedConnections() {
            super(Store::open);
        }
    }

    @Nested
    class Deadlines extends DeadlineContract {
        Deadlines() {
            super(Store::open);
        }
    }

    @Nested
    class Closures extends ClosureContract {
        Closures() {
            super(Store::open);
        }
    }

    @Nested
    class Closing extends ClosingContract {
        Closing() {
            super(Store::open);
        }
    }

    @Nested
    class Syncs extends SyncContract {
        Syncs() {
            super(Store::open);
        }
    }
}
