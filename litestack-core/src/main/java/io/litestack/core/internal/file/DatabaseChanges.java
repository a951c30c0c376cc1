package io.litestack.core.internal.file;

import java.io.IOException;

/** Notes when the database file is written to, which only checkpoints do, for whoever opens it after a crash. */
public interface DatabaseChanges {
    /** Where nothing can be noted. */
    DatabaseChanges UNNOTED = new DatabaseChanges() {
        @Override
        public void databaseMayChange() {}

        @Override
        public void databaseIsSettled() {}
    };

    /** Before the database file may be written to. */
    void databaseMayChange() throws IOException;

    /** After that, or when it is known that nobody does. */
    void databaseIsSettled() throws IOException;
}
