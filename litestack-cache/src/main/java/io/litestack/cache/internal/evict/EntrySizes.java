package io.litestack.cache.internal.evict;

import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import java.util.List;

/**
 * How much room the entries take in a file of the application, whose pages hold much besides: triggers keep a sum of it, which is an
 * estimate for each row of what the row takes with its index and its place in the queue. A file of the cache's own needs none of that, since
 * there all pages are the cache's.
 */
public final class EntrySizes {
    private static final String OLD = sizeOf("OLD");
    private static final String NEW = sizeOf("NEW");

    private static final List<String> TRIGGERS = List.of(
            trigger("came", "INSERT", "+ " + NEW),
            trigger("went", "DELETE", "- " + OLD),
            trigger("changed", "UPDATE OF value, key, tags", "+ " + NEW + " - " + OLD));

    /** Nothing, if the triggers are there and have kept the sum ever since. */
    private static final String SUM = "INSERT INTO litecache_meta (name, value) SELECT 'bytes', ifnull(sum("
            + sizeOf("e") + "), 0) FROM litecache_entries e WHERE true ON CONFLICT (name) DO NOTHING";

    private EntrySizes() {}

    private static String sizeOf(String row) {
        return "((length(" + row + ".key) + length(" + row + ".value) + ifnull(length(" + row
                + ".tags), 0)) * 5 / 4 + 300)";
    }

    private static String trigger(String name, String change, String difference) {
        return "CREATE TRIGGER IF NOT EXISTS litecache_size_" + name + " AFTER " + change
                + " ON litecache_entries BEGIN UPDATE litecache_meta SET value = value " + difference
                + " WHERE name = 'bytes'; END";
    }

    /** Has the sum kept from now on. */
    public static void install(Store store) {
        if (store.queryFirst(CacheSql.STORED_BYTES, row -> row.getLong(1)).isEmpty()) {
            store.useWrite(EntrySizes::install);
        }
    }

    private static void install(Transaction transaction) {
        TRIGGERS.forEach(transaction::execute);
        transaction.execute(SUM);
    }
}
