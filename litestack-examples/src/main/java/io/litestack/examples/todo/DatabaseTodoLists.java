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
        return db.transaction(tx -> {
            tx.execute("insert into secret(id, key) values (1, ?) on conflict do nothing", fresh);
            return tx.queryFirst("select key from secret", row -> row.getBytes(1))
                    .orElseThrow();
        });
    }

    @Override
    public List<Todo> all(String list) {
        return db.query("select id, title, done from todo where list = ? order by id", TODO, list);
    }

    @Override
    public boolean add(String list, String title) {
        return db.execute(
                        "insert into todo(list, title, created_at) select ?1, ?2, ?3"
                                + " where (select count(*) from todo where list = ?1) < ?4",
                        list,
                        title,
                        Instant.now(),
                        MOST_TODOS)
                > 0;
    }

    @Override
    public void toggle(String list, long id) {
        db.execute("update todo set done = 1 - done where list = ? and id = ?", list, id);
    }

    @Override
    public void setAll(String list, boolean done) {
        db.execute("update todo set done = ?2 where list = ?1 and done <> ?2", list, done);
    }

    @Override
    public void rename(String list, long id, String title) {
        db.execute("update todo set title = ? where list = ? and id = ?", title, list, id);
    }

    @Override
    public void delete(String list, long id) {
        db.execute("delete from todo where list = ? and id = ?", list, id);
    }

    @Override
    public void clearCompleted(String list) {
        db.execute("delete from todo where list = ? and done", list);
    }
}
