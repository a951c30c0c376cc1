package io.litestack.examples.todo;

import io.litestack.core.RowMapper;
import io.litestack.db.Database;
import io.litestack.db.Rows;
import java.time.Instant;
import java.util.List;

/** The lists in a database: one statement for each thing that a visitor can do. */
class DatabaseTodoLists implements TodoLists {
    static final RowMapper<Todo> TODO = Rows.of(Todo.class);

    private final Database db;

    DatabaseTodoLists(Database db) {
        this.db = db;
    }

    @Override
    public final byte[] secret(byte[] fresh) {
        return db.write(tx -> {
            tx.execute(TodoSql.KEEP_SECRET, fresh);
            return tx.queryFirst(TodoSql.SECRET, row -> row.getBytes(1)).orElseThrow();
        });
    }

    @Override
    public final List<Todo> all(String list) {
        return db.query(TodoSql.ALL, TODO, list);
    }

    @Override
    public final boolean add(String list, String title) {
        return change(list, TodoSql.ADD, list, title, Instant.now(), MOST_TODOS) > 0;
    }

    @Override
    public final void toggle(String list, long id) {
        change(list, TodoSql.TOGGLE, list, id);
    }

    @Override
    public final void setAll(String list, boolean done) {
        change(list, TodoSql.SET_ALL, list, done);
    }

    @Override
    public final void rename(String list, long id, String title) {
        change(list, TodoSql.RENAME, title, list, id);
    }

    @Override
    public final void delete(String list, long id) {
        change(list, TodoSql.DELETE, list, id);
    }

    @Override
    public final void clearCompleted(String list) {
        change(list, TodoSql.CLEAR_COMPLETED, list);
    }

    /** Changes a list by one statement. */
    long change(String list, String sql, Object... parameters) {
        return db.execute(sql, parameters);
    }
}
