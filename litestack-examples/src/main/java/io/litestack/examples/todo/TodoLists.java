package io.litestack.examples.todo;

import io.litestack.cache.Cache;
import io.litestack.db.Database;
import java.util.List;
import java.util.function.Supplier;

/**
 * All that is stored: the lists of all visitors, and a secret. Every change names the list as well as the entry, so that nobody reaches into another's; one that
 * finds nothing changes nothing. Thread-safe.
 */
public interface TodoLists {
    /** So many entries a list may have. */
    int MOST_TODOS = 1000;

    /** So long a title may be. */
    int LONGEST_TITLE = 500;

    /** Those in a database that has the tables. */
    static TodoLists in(Database db) {
        return new DatabaseTodoLists(db);
    }

    /** The same, whose pages are kept in a cache as long as their list does not change. */
    static TodoLists in(Database db, Cache cache) {
        return new CachedTodoLists(db, cache);
    }

    /** The page of a view of a list: made now, or kept since it was. */
    default String page(String list, String view, Supplier<String> made) {
        return made.get();
    }

    /** The secret, which is {@code fresh} if there was none. */
    byte[] secret(byte[] fresh);

    /** The entries, oldest first. */
    List<Todo> all(String list);

    /** The entries, and where their changes come from. */
    default TodoState state(String list) {
        return TodoState.still(all(list));
    }

    /**
     * Adds an entry.
     *
     * @return whether there was room for it
     */
    boolean add(String list, String title);

    /** Makes a done entry active and an active one done. */
    void toggle(String list, long id);

    /** Makes all entries done, or active. */
    void setAll(String list, boolean done);

    void rename(String list, long id, String title);

    void delete(String list, long id);

    void clearCompleted(String list);
}
