package io.litestack.examples.todo;

import java.util.List;

/**
 * The lists of all visitors. Every change names the list as well as the entry, so that nobody reaches into another's; one that
 * finds nothing changes nothing. Thread-safe.
 */
interface TodoLists {
    /** So many entries a list may have. */
    int MOST_TODOS = 1000;

    /** So long a title may be. */
    int LONGEST_TITLE = 500;

    /** The entries, oldest first. */
    List<Todo> all(String list);

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
