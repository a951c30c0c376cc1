package io.litestack.examples.todo;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheNamespace;
import io.litestack.cache.LoadOptions;
import io.litestack.core.Transaction;
import io.litestack.db.Database;
import java.time.Duration;
import java.util.function.Supplier;

/** The lists in a database, and their pages in a cache: whoever changes a list evicts its pages, in the same transaction. */
class CachedTodoLists extends DatabaseTodoLists {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Database db;
    private final CacheNamespace pages;

    CachedTodoLists(Database db, Cache cache) {
        super(db);
        this.db = db;
        this.pages = cache.namespace("todo-pages");
        // another release may make them otherwise
        pages.clear();
    }

    @Override
    public final String page(String list, String view, Supplier<String> made) {
        LoadOptions options = LoadOptions.expiringAfter(LONGEST).withTags(list);
        return pages.get(list + '/' + view, String.class, options, made::get);
    }

    @Override
    final long change(String list, String sql, Object... parameters) {
        return db.write(tx -> {
            changing(tx, list);
            return tx.execute(sql, parameters);
        });
    }

    /** Something else to be done in the transaction that changes a list. */
    void changing(Transaction tx, String list) {
        pages.evictTag(tx, list);
    }
}
