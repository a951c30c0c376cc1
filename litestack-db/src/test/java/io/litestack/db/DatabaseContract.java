package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Database} must do, whoever made it; an implementation gives its opener. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
public abstract class DatabaseContract {
    /** Opens a database of the implementation under test. */
    @FunctionalInterface
    public interface Opener {
        Database open(DatabaseConfig config);
    }

    private record User(long id, String email, Optional<String> fullName, Instant createdAt) {}

    private record NewUser(String email, Optional<String> fullName, Instant createdAt) {}

    private static final Migration USERS = Migration.of("V1__create_users.sql", """
            create table users(id integer primary key, email text not null unique, full_name text, created_at text)
            strict;
            """);
    private static final Instant MARCH = Instant.parse("2026-03-01T12:00:00.25Z");
    private static final String INSERT =
            "insert into users(email, full_name, created_at) values (:email, :full_name, :created_at)";

    @TempDir
    protected Path folder;

    private final Opener opener;
    private Database db;

    protected DatabaseContract(Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void openTheDatabase() {
        db = opener.open(config().build());
    }

    private DatabaseConfig.Builder config() {
        return DatabaseConfig.builder(folder.resolve("app.db")).migrations(Migrations.of(USERS));
    }

    @AfterEach
    void closeTheDatabase() {
        db.close();
    }

    private static NewUser user(String name) {
        return new NewUser(name + "@example.org", Optional.of(name), MARCH);
    }

    @Test
    void records_go_in_and_come_out() {
        OptionalLong id = db.insert(INSERT, user("ann"));
        db.insert(INSERT, new NewUser("bob@example.org", Optional.empty(), MARCH));
        assertThat(db.query("select * from users order by id", User.class))
                .containsExactly(
                        new User(id.orElseThrow(), "ann@example.org", Optional.of("ann"), MARCH),
                        new User(id.orElseThrow() + 1, "bob@example.org", Optional.empty(), MARCH));
        assertThat(db.queryFirst("select * from users where id = ?", User.class, 99))
                .isEmpty();
        assertThat(db.queryFirst("select count(*) from users", Integer.class)).contains(2);
        assertThat(db.queryFirst("select max(id) from users where id > 99", Long.class))
                .isEmpty();
        assertThat(db.queryFirst(
                        "select email from users where full_name = :name",
                        row -> row.getString(1),
                        Map.of("name", "ann")))
                .contains("ann@example.org");
    }

    @Test
    void a_batch_is_stored_as_a_whole_or_not_at_all() {
        assertThat(db.batch(
                        INSERT,
                        List.of(user("a"), user("b"), Map.of("email", "c", "full_name", "c", "created_at", MARCH))))
                .isEqualTo(3);
        assertThat(db.batch("insert into users(email) values (?)", List.of("d", new Object[] {"e"})))
                .isEqualTo(2);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> db.batch(INSERT, List.of(user("f"), user("a"))))
                .withMessageContaining("UNIQUE");
        assertThat(emails()).containsExactly("a@example.org", "b@example.org", "c", "d", "e");
    }

    private List<String> emails() {
        return db.query("select email from users order by id", String.class);
    }

    @Test
    void a_transaction_is_undone_by_an_exception_and_what_is_called_inside_joins_it() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> db.useWrite(tx -> {
                    tx.execute(INSERT, user("a"));
                    db.execute(INSERT, user("b"));
                    assertThat(db.query("select email from users", String.class))
                            .hasSize(2);
                    throw new IOException("no");
                }));
        assertThat(emails()).isEmpty();
        String name = db.<String, RuntimeException>write(WriteOptions.synced(), tx -> {
            tx.execute(INSERT, user("a"));
            return tx.query("select * from users", Rows.of(User.class))
                    .get(0)
                    .fullName()
                    .orElseThrow();
        });
        assertThat(name).isEqualTo("a");
        assertThat(emails()).hasSize(1);
    }

    @Test
    void a_read_is_one_view() {
        db.execute(INSERT, user("a"));
        db.useRead(view -> assertThat(view.query("select * from users", Rows.of(User.class)))
                .hasSize(1));
        int sum = db.<Integer, RuntimeException>read(
                view -> view.queryFirst("select 1", Rows.of(Integer.class)).orElseThrow()
                        + view.queryFirst("select 2", Rows.of(Integer.class)).orElseThrow());
        assertThat(sum).isEqualTo(3);
    }

    @Test
    void a_failed_statement_says_what_it_was() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> db.query("select * from user", User.class))
                .withMessageContaining("no such table: user")
                .withMessageContaining("select * from user");
    }

    @Test
    void closing_what_open_opened_closes_its_store_and_closing_twice_is_nothing() {
        Store store = db.store();
        db.close();
        db.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> store.execute("select 1"));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> db.query("select 1", Integer.class));
    }

    @Test
    void a_database_over_a_store_leaves_it_open() {
        Database other = Database.over(db.store());
        other.execute(INSERT, user("a"));
        other.close();
        assertThat(emails()).containsExactly("a@example.org");
    }

    @Test
    void a_seed_is_sown_once_in_the_life_of_a_file() {
        List<String> sown = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            db.close();
            db = opener.open(config().seed(tx -> {
                        sown.add("sown");
                        tx.execute(INSERT, user("seed"));
                    })
                    .build());
        }
        assertThat(sown).hasSize(1);
        assertThat(emails()).containsExactly("seed@example.org");
    }

    @Test
    void a_seed_that_fails_leaves_nothing_and_closes_the_store() {
        db.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> opener.open(config().seed(tx -> {
                            tx.execute(INSERT, user("seed"));
                            throw new IllegalStateException("bad seed");
                        })
                        .build()));
        db = opener.open(config().seed(tx -> tx.execute(INSERT, user("good"))).build());
        assertThat(emails()).containsExactly("good@example.org");
    }

    @Test
    void a_snapshot_is_a_database_with_the_same_history() {
        db.execute(INSERT, user("a"));
        Path copy = folder.resolve("copy.db");
        db.snapshot(copy);
        try (Database snapshot =
                opener.open(config().store(StoreConfig.builder(copy).build()).build())) {
            assertThat(snapshot.query("select email from users", String.class)).containsExactly("a@example.org");
            assertThat(snapshot.migrate(Migrations.of(USERS))).isEmpty();
        }
    }
}
