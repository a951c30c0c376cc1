package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on the database. */
class DatabaseTourTest {
    record NewUser(String email, Optional<String> fullName, Instant createdAt) {}

    record User(long id, String email, Optional<String> fullName, Instant createdAt) {}

    @TempDir
    Path folder;

    @Test
    void open() {
        Path path = folder.resolve("app.db");
        // region database-open
        try (Database db = Database.open(DatabaseConfig.builder(path)
                .migrations(Migrations.of(Migration.of("V1__create_users.sql", """
                        create table users(
                            id integer primary key,
                            email text not null unique,
                            full_name text,
                            created_at text not null
                        ) strict""")))
                .build())) {
            db.insert(
                    "insert into users(email, full_name, created_at) values (:email, :full_name, :created_at)",
                    new NewUser("ann@example.org", Optional.empty(), Instant.now()));
            List<User> users = db.query("select * from users where email like ?", User.class, "%@example.org");
            assertThat(users).hasSize(1);
        }
        // endregion
    }

    @Test
    void collections() {
        try (Store store = Store.temporary()) {
            Database db = pens(store);
            // region database-in
            List<String> names = db.query(
                    "select name from pen where id in (select value from json_each(:ids)) order by id",
                    String.class,
                    Map.of("ids", List.of(1, 3)));
            // endregion
            assertThat(names).containsExactly("red", "green");
        }
    }

    private static Database pens(Store store) {
        Database db = Database.over(store);
        db.execute("create table pen(id integer primary key, name text not null)");
        db.batch("insert into pen(name) values (?)", List.of("red", "black", "green"));
        return db;
    }

    @Test
    void jdbc() throws SQLException {
        List<String> heard = new ArrayList<>();
        try (Store store = Store.temporary()) {
            Database db = pens(store);
            // region database-jdbc
            try (Connection connection = db.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement insert = connection.prepareStatement("insert into pen(name) values (?)")) {
                    insert.setString(1, "blue");
                    insert.executeUpdate();
                }
                Transaction tx = connection.unwrap(Transaction.class); // what jobs and cable accept
                tx.afterCommit(() -> heard.add("a pen"));
                connection.commit();
            }
            // endregion
            assertThat(db.query("select name from pen", String.class)).contains("blue");
        }
        assertThat(heard).containsExactly("a pen");
    }
}
