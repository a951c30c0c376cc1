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
}
