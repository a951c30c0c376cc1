package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Store#integrityCheck} finds. */
@Timeout(120)
class IntegrityTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    /** A table with an index, several pages long. */
    private Store filled() {
        Store store = Store.open(file());
        store.useWrite(tx -> {
            tx.execute("create table parent(id integer primary key, name text check (name <> 'bad'))");
            tx.execute("create table child(id integer primary key, parent integer references parent(id))");
            tx.execute("create index by_name on parent(name)");
            for (int i = 1; i <= 2_000; i++) {
                tx.execute("insert into parent(id, name) values (?, ?)", i, "name number " + i);
            }
            tx.execute("insert into child(parent) values (7)");
        });
        return store;
    }

    @Test
    void a_sound_file_has_no_problems_also_inside_a_transaction() {
        try (Store store = filled()) {
            assertThat(store.integrityCheck()).isEmpty();
            store.useWrite(tx -> {
                tx.execute("delete from parent where id = 9");
                assertThat(store.integrityCheck()).isEmpty();
            });
            store.useRead(view -> assertThat(store.integrityCheck()).isEmpty());
        }
    }

    @Test
    void rows_that_break_a_constraint_are_named() {
        try (Store store = filled()) {
            try (Foreigner foreigner = new Foreigner(file())) {
                foreigner.execute("pragma ignore_check_constraints = 1");
                foreigner.execute("insert into parent(id, name) values (5000, 'bad')");
                foreigner.execute("insert into child(id, parent) values (3, 4711)");
            }
            assertThat(store.integrityCheck())
                    .containsExactlyInAnyOrder(
                            "CHECK constraint failed in parent",
                            "row 3 of child refers to a row of parent that is missing");
        }
    }

    @Test
    void the_lines_are_bounded() {
        try (Store store = filled()) {
            try (Foreigner foreigner = new Foreigner(file())) {
                foreigner.execute("insert into child(parent) select id + 10000 from parent");
            }
            assertThat(store.integrityCheck()).hasSize(100);
        }
    }

    @Test
    @Requires(Facility.LINUX)
    void a_page_of_rubbish_is_found() throws IOException {
        filled().close();
        long pages = Files.size(file()) / 4096;
        for (long page = 1; page < pages; page += 3) {
            Path damaged = folder.resolve("damaged" + page + ".db");
            Shell.run("cp", file(), damaged);
            Shell.run("dd", "if=/dev/urandom", "of=" + damaged, "bs=4096", "seek=" + page, "count=1", "conv=notrunc");
            try (Store store = Store.open(damaged)) {
                assertThat(store.integrityCheck()).as("page %s", page).isNotEmpty();
            }
        }
    }

    @Test
    void a_closed_store_is_not_checked() {
        Store store = filled();
        store.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(store::integrityCheck);
    }
}
