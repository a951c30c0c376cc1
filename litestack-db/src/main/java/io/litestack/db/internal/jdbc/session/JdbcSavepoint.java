package io.litestack.db.internal.jdbc.session;

import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** A savepoint of a connection's open transaction. */
public final class JdbcSavepoint implements Savepoint {
    private final int id;
    private final @Nullable String name;
    private final int number;
    private boolean beginsTransaction;

    public JdbcSavepoint(int id, @Nullable String name, int number) {
        this.id = id;
        this.name = name;
        this.number = number;
    }

    /** What the store calls it. */
    public int number() {
        return number;
    }

    public void beginsTransaction(boolean value) {
        beginsTransaction = value;
    }

    /** Whether it has begun the transaction, so that releasing it is the commit. */
    public boolean beginsTransaction() {
        return beginsTransaction;
    }

    @Nullable
    public String name() {
        return name;
    }

    @Override
    public int getSavepointId() throws SQLException {
        if (name != null) {
            throw Failure.SEQUENCE.of("the savepoint has a name: " + name);
        }
        return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
        if (name == null) {
            throw Failure.SEQUENCE.of("the savepoint has no name, but the number " + id);
        }
        return name;
    }

    @Override
    public String toString() {
        return "Savepoint[" + (name == null ? String.valueOf(id) : name) + "]";
    }
}
