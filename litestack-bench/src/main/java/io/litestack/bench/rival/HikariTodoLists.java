package io.litestack.bench.rival;

import io.litestack.examples.todo.Todo;
import io.litestack.examples.todo.TodoLists;
import io.litestack.examples.todo.TodoSql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The to-do lists by the same statements on borrowed connections, each a transaction by itself. Thread-safe. */
public final class HikariTodoLists implements TodoLists {
    /** How it is set up, for the report. */
    public static final String SETTINGS =
            "the same web server, pages and statements on a pool as above; each form is one"
                    + " autocommit statement, which is the quickest way there";

    private static final String SCHEMA = "migration/V1__create_todo.sql";

    private final HikariRival rival;

    /** Lists in a new file. */
    public HikariTodoLists(HikariRival rival) throws SQLException {
        this.rival = rival;
        try (Connection connection = rival.borrow();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(schema());
        }
    }

    private static String schema() {
        try (InputStream in = TodoLists.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + SCHEMA);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] secret(byte[] fresh) {
        update(TodoSql.KEEP_SECRET, fresh);
        return with(TodoSql.SECRET, statement -> {
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        });
    }

    @Override
    public List<Todo> all(String list) {
        return with(TodoSql.ALL, HikariTodoLists::todos, list);
    }

    private static List<Todo> todos(PreparedStatement statement) throws SQLException {
        List<Todo> todos = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                todos.add(new Todo(rows.getLong(1), rows.getString(2), rows.getBoolean(3)));
            }
        }
        return todos;
    }

    @Override
    public boolean add(String list, String title) {
        return update(TodoSql.ADD, list, title, Instant.now().toString(), MOST_TODOS) > 0;
    }

    @Override
    public void toggle(String list, long id) {
        update(TodoSql.TOGGLE, list, id);
    }

    @Override
    public void setAll(String list, boolean done) {
        update(TodoSql.SET_ALL, list, done);
    }

    @Override
    public void rename(String list, long id, String title) {
        update(TodoSql.RENAME, title, list, id);
    }

    @Override
    public void delete(String list, long id) {
        update(TodoSql.DELETE, list, id);
    }

    @Override
    public void clearCompleted(String list) {
        update(TodoSql.CLEAR_COMPLETED, list);
    }

    private int update(String sql, Object... values) {
        return with(sql, PreparedStatement::executeUpdate, values);
    }

    /** What is done with a statement whose values are bound. */
    @FunctionalInterface
    private interface Use<T extends @Nullable Object> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T with(String sql, Use<T> use, Object... values) {
        try (Connection connection = rival.borrow();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
