package io.litestack.db.internal.jdbc.session;

import io.litestack.core.RowMapper;
import io.litestack.core.Transaction;
import io.litestack.core.spi.OpenTransaction;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The temporary tables of one connection. SQLite keeps them with the writer, which all connections share one after the other; so
 * between the transactions of their owner they bear names that nobody else uses, and in it their own. A rollback undoes that
 * with all else. From its first one on, a connection runs all its statements on the writer.
 */
public final class TemporaryTables {
    private static final String PREFIX = "litestack_temporary_";
    private static final AtomicLong OWNERS = new AtomicLong();
    private static final String NAMES =
            "SELECT name FROM temp.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    private static final RowMapper<String> NAME = row -> row.getString(1);

    private final String prefix = PREFIX + OWNERS.incrementAndGet() + "_";

    /** The owner's transaction has begun: its tables get their own names back, or it is rolled back. */
    public void show(OpenTransaction open) {
        boolean isDone = false;
        try {
            show(open.transaction());
            isDone = true;
        } finally {
            if (!isDone) {
                open.rollback();
            }
        }
    }

    private void show(Transaction transaction) {
        for (String name : transaction.query(NAMES, NAME)) {
            if (name.startsWith(prefix)) {
                rename(transaction, name, name.substring(prefix.length()));
            }
        }
    }

    /** It is about to be committed: all that is there under a name of its own is the owner's. */
    public void hide(OpenTransaction open) {
        Transaction transaction = open.transaction();
        for (String name : transaction.query(NAMES, NAME)) {
            if (!name.startsWith(PREFIX)) {
                rename(transaction, name, prefix + name);
            }
        }
    }

    private static void rename(Transaction transaction, String from, String to) {
        transaction.execute("ALTER TABLE temp." + quoted(from) + " RENAME TO " + quoted(to));
    }

    /** The owner is gone. */
    public void drop(Transaction transaction) {
        List<String> names = transaction.query(NAMES, NAME);
        for (String name : names) {
            if (name.startsWith(prefix)) {
                transaction.execute("DROP TABLE temp." + quoted(name));
            }
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
