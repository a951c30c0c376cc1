package io.litestack.examples.todo;

import io.litestack.core.RowMapper;
import io.litestack.db.Database;
import io.litestack.db.Rows;
import java.time.Instant;
import java.util.List;

/** The lists in a database: one statement for each thing that a visitor can do. */
final class DatabaseTodoLists implements TodoLists {
    private static final RowMapper<Todo> TODO = Rows.of(Todo.class);

    private final Database db;

    DatabaseTodoLists(Database db) {
        this.db = db;
    }

    @Override
    public byte[] secret(byte[] fresh) {
        return db.write(tx -> {
            tx.execute(TodoSql.KEEP_SECRET, fresh);
            return tx.queryFirst(TodoSql.SECRET, row -> row.getBytes(1)).orElseThrow();
        });
    }

    @Override
    public List<Todo> all(String list) {
        return db.query(TodoSql.ALL, TODO, list);
    }

    @Override
    public boolean add(String list, String title) {
        return db.execute(TodoSql.ADD, list, title, Instant.now(), MOST_TODOS) > 0;
    }

    @Override
    public void toggle(String list, long id) {
        db.execute(TodoSql.TOGGLE, list, id);
    }

    @Override
    public void setAll(String list, boolean done) {
        db.execute(TodoSql.SET_ALL, list, done);
    }

    @Override
    public void rename(String list, long id, String title) {
        db.execute(TodoSql.RENAME, title, list, id);
    }

    @Override
    public void delete(String list, long id) {
        db.execute(TodoSql.DELETE, list, id);
    }

    @Override
    public void clearCompleted(String list) {
        db.execute(TodoSql.CLEAR_COMPLETED, list);
    }
}
