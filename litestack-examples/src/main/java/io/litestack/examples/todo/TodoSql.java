package io.litestack.examples.todo;

/** The statements behind the lists: one for each thing that a visitor can do. */
public final class TodoSql {
    /** Keeps a key for signing, unless there is one. */
    public static final String KEEP_SECRET = "insert into secret(id, key) values (1, ?) on conflict do nothing";

    /** The key that is kept. */
    public static final String SECRET = "select key from secret";

    /** A list's entries in their order. */
    public static final String ALL = "select id, title, done from todo where list = ? order by id";

    /** Adds an entry to a list, unless that has as many as it may. */
    public static final String ADD = """
            insert into todo(list, title, created_at) select ?1, ?2, ?3
            where (select count(*) from todo where list = ?1) < ?4""";

    /** Turns an entry of a list into a done one, or back. */
    public static final String TOGGLE = "update todo set done = 1 - done where list = ? and id = ?";

    /** Makes all entries of a list done, or none. */
    public static final String SET_ALL = "update todo set done = ?2 where list = ?1 and done <> ?2";

    /** Gives an entry of a list another title. */
    public static final String RENAME = "update todo set title = ? where list = ? and id = ?";

    /** Deletes an entry of a list. */
    public static final String DELETE = "delete from todo where list = ? and id = ?";

    /** Deletes the entries of a list that are done. */
    public static final String CLEAR_COMPLETED = "delete from todo where list = ? and done";

    /** Counts a change of a list. */
    public static final String COUNT_CHANGE =
            "insert into list_change(list, version) values (?, 1) on conflict do update set version = version + 1";

    /** How often a list was changed. */
    public static final String VERSION = "select version from list_change where list = ?";

    private TodoSql() {}
}
