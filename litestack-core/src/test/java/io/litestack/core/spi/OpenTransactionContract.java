package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreContract;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.TimeLimitException;
import io.litestack.core.WriteOptions;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Transactions and readers that no callback bounds, writes without foreign keys, and copies. */
public abstract class OpenTransactionContract extends StoreContract {
    private static final WriteOptions STANDARD = WriteOptions.standard();

    protected OpenTransactionContract(Opener opener) {
        super(opener);
    }

    private StoreInternals internals() {
        return StoreInternals.of(store);
    }

    @Test
    void what_was_committed_is_there_and_its_hooks_have_run() {
        List<String> heard = new ArrayList<>();
        try (OpenTransaction open = internals().begin(STANDARD)) {
            addNote(open.transaction(), "a");
            open.transaction().afterCommit(() -> heard.add("commit"));
            open.transaction().afterRollback(() -> heard.add("rollback"));
            assertThat(notes()).isEmpty();
            open.commit();
            assertThatIllegalStateException().isThrownBy(open::commit);
            assertThatIllegalStateException().isThrownBy(() -> addNote(open.transaction(), "b"));
        }
        assertThat(notes()).containsExactly("a");
        assertThat(heard).containsExactly("commit");
        store.execute("insert into note(text) values ('free again')");
    }

    @Test
    void what_was_rolled_back_or_closed_is_not_there() {
        List<String> heard = new ArrayList<>();
        OpenTransaction open = internals().begin(STANDARD);
        addNote(open.transaction(), "a");
        open.transaction().afterRollback(() -> heard.add("rollback"));
        open.rollback();
        open.rollback();
        open.close();
        try (OpenTransaction closed = internals().begin(STANDARD)) {
            addNote(closed.transaction(), "b");
        }
        assertThat(notes()).isEmpty();
        assertThat(heard).containsExactly("rollback");
        store.execute("insert into note(text) values ('free again')");
    }

    @Test
    void one_thread_begins_and_another_commits() {
        OpenTransaction open =
                Background.call("beginner", () -> internals().begin(STANDARD)).result();
        addNote(open.transaction(), "a");
        Background.run("ender", open::commit).result();
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void the_thread_that_used_it_last_learns_at_once_that_it_waits_for_itself() {
        try (OpenTransaction open = internals().begin(STANDARD)) {
            addNote(open.transaction(), "a");
            assertThatExceptionOfType(StoreBusyException.class)
                    .isThrownBy(() -> store.execute("insert into note(text) values ('b')"))
                    .withMessageContaining("use the open transaction instead");
            open.commit();
        }
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void one_that_is_left_open_ends_at_its_limit_and_frees_the_writer() {
        OpenTransaction leaked = internals().begin(STANDARD.withTransactionTimeout(Duration.ofMillis(50)));
        addNote(leaked.transaction(), "leaked");
        Background.call("next", () -> store.execute("insert into note(text) values ('next')"))
                .result();
        assertThat(notes()).containsExactly("next");
        assertThatExceptionOfType(TimeLimitException.class).isThrownBy(() -> addNote(leaked.transaction(), "late"));
        assertThatExceptionOfType(TimeLimitException.class).isThrownBy(leaked::commit);
        leaked.close();
        store.execute("insert into note(text) values ('free')");
        assertThat(notes()).containsExactly("next", "free");
    }

    @Test
    void one_that_is_left_open_does_not_hold_up_the_close_for_long() {
        Store other = open("other.db", it -> it.closeTimeout(Duration.ofMillis(50)));
        OpenTransaction leaked = StoreInternals.of(other).begin(STANDARD);
        other.close();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(leaked::commit);
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> StoreInternals.of(other).begin(STANDARD));
    }

    @Test
    void at_full_the_commit_is_flushed_when_commit_returns() {
        Store full = open("full.db", it -> it.sync(Sync.FULL));
        full.execute("create table note(text text)");
        long before = full.stats().syncs();
        try (OpenTransaction open = StoreInternals.of(full).begin(STANDARD)) {
            open.transaction().execute("insert into note values ('a')");
            open.commit();
        }
        assertThat(full.stats().syncs()).isGreaterThan(before);
    }

    @Test
    void the_modules_read_while_the_application_keeps_all_readers() {
        store.execute("insert into note(text) values ('a')");
        List<OpenSnapshot> kept = new ArrayList<>();
        for (int i = 0; i < store.config().readers(); i++) {
            kept.add(internals().openSnapshot());
        }
        Store own = internals().store();
        assertThat(own.queryFirst("select count(*) from note", row -> row.getInt(1)))
                .contains(1);
        assertThat(own.<Integer, RuntimeException>read(
                        tx -> tx.query("select 1 from note", row -> 1).size()))
                .isEqualTo(1);
        kept.forEach(OpenSnapshot::close);
    }

    @Test
    void a_reader_sees_each_commit_and_a_snapshot_sees_none() {
        OpenSnapshot reader = internals().openReader();
        OpenSnapshot snapshot = internals().openSnapshot();
        assertThat(count(reader)).isZero();
        assertThat(count(snapshot)).isZero();
        store.execute("insert into note(text) values ('a')");
        assertThat(count(reader)).isEqualTo(1);
        assertThat(count(snapshot)).isZero();
        for (OpenSnapshot open : List.of(reader, snapshot)) {
            open.close();
            open.close();
            assertThatIllegalStateException().isThrownBy(() -> count(open));
        }
        Eventually.until("all readers are back", () -> store.stats().readersActive() == 0);
    }

    private static long count(OpenSnapshot open) {
        return open.snapshot()
                .queryFirst("select count(*) from note", row -> row.getLong(1))
                .orElseThrow();
    }

    @Test
    void without_foreign_keys_a_parent_can_be_dropped_and_made_anew_and_later_writes_have_them_again() {
        store.execute("create table parent(id integer primary key)");
        store.execute("create table child(id integer primary key, parent integer references parent on delete cascade)");
        store.execute("insert into parent values (1)");
        store.execute("insert into child values (1, 1)");
        internals().<Void, RuntimeException>writeWithoutForeignKeys(STANDARD, tx -> {
            tx.execute("create table parent_new(id integer primary key, name text)");
            tx.execute("insert into parent_new(id) select id from parent");
            tx.execute("drop table parent");
            tx.execute("alter table parent_new rename to parent");
            return null;
        });
        assertThat(store.query("select id from child", row -> row.getInt(1))).containsExactly(1);
        refusesOrphans();
        store.execute("delete from parent");
        assertThat(store.query("select id from child", row -> row.getInt(1))).isEmpty();
    }

    private void refusesOrphans() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.execute("insert into child values (2, 99)"))
                .withMessageContaining("FOREIGN KEY");
    }

    @Test
    void foreign_keys_are_on_again_after_a_failure_a_timeout_and_a_refused_begin() {
        store.execute("create table parent(id integer primary key)");
        store.execute("create table child(id integer primary key, parent integer references parent)");
        assertThatIllegalStateException()
                .isThrownBy(() -> internals().writeWithoutForeignKeys(STANDARD, tx -> {
                    tx.execute("insert into child values (1, 99)");
                    throw new IllegalStateException("no");
                }));
        refusesOrphans();
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> internals()
                        .<Void, RuntimeException>writeWithoutForeignKeys(
                                STANDARD.withTransactionTimeout(Duration.ofMillis(50)), tx -> {
                                    tx.execute("insert into child values (1, 99)");
                                    Background.call("next", () -> {
                                                refusesOrphans();
                                                return true;
                                            })
                                            .result();
                                    return null;
                                }));
        try (var foreigner = foreigner()) {
            foreigner.execute("begin immediate");
            assertThatExceptionOfType(StoreBusyException.class)
                    .isThrownBy(() -> internals()
                            .<Void, RuntimeException>writeWithoutForeignKeys(
                                    STANDARD.withWaitTimeout(Duration.ofMillis(20)), tx -> null));
        }
        refusesOrphans();
    }

    @Test
    void foreign_keys_cannot_be_switched_inside_a_write() {
        assertThatIllegalStateException()
                .isThrownBy(() -> store.useWrite(
                        tx -> internals().<Void, RuntimeException>writeWithoutForeignKeys(STANDARD, inner -> null)))
                .withMessageContaining("inside a transaction");
    }

    @Test
    void a_copy_is_a_store_of_its_own_and_holds_what_was_committed() throws Exception {
        store.execute("insert into note(text) values ('a')");
        Path target = folder.resolve("copies/copy.db");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> internals().copyTo(target))
                .withMessageContaining("create the folder");
        Files.createDirectories(target.getParent());
        try (OpenTransaction open = internals().begin(STANDARD)) {
            addNote(open.transaction(), "not committed");
            internals().copyTo(target);
        }
        assertThat(open("copies/copy.db", it -> {}).query("select text from note", row -> row.getString(1)))
                .containsExactly("a");
        assertThat(target.resolveSibling("copy.db.part")).doesNotExist();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> internals().copyTo(target))
                .withMessageContaining("exists already");
    }
}
