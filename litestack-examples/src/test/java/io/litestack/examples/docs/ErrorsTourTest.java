package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ConstraintViolationException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.Store;
import io.litestack.db.Database;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The code of the page on errors. */
class ErrorsTourTest {
    @Test
    void a_key_that_is_taken() {
        try (Store store = Store.temporary()) {
            Database db = Database.over(store);
            db.execute("create table users(email text not null unique)");

            assertThat(signUp(db, "ann@example.org")).isEqualTo("Welcome.");
            assertThat(signUp(db, "ann@example.org")).startsWith("There is an account");
        }
    }

    private static String signUp(Database db, String email) {
        // region errors-duplicate
        try {
            db.insert("insert into users(email) values (?)", email);
            return "Welcome.";
        } catch (ConstraintViolationException e) {
            if (e.isDuplicate()) {
                return "There is an account for this address already.";
            }
            throw e;
        }
        // endregion
    }

    @Test
    void an_unknown_outcome() {
        try (Store store = Store.temporary()) {
            Database db = Database.over(store);
            db.execute("create table payment(key text primary key, cents int) strict");
            // region errors-unknown
            String key = UUID.randomUUID().toString();
            try {
                db.execute("insert into payment(key, cents) values (?, ?)", key, 1200);
            } catch (OutcomeUnknownException e) {
                // the disk failed at the commit; when it is well again, this stores it once, whatever became of the
                // first try
                db.execute("insert into payment(key, cents) values (?, ?) on conflict(key) do nothing", key, 1200);
            }
            // endregion
            assertThat(db.query("select key from payment", String.class)).containsExactly(key);
        }
    }
}
