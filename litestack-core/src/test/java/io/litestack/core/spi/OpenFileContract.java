package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreContract;
import io.litestack.core.Sync;
import io.litestack.core.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes with an open file: its name, its own handle, and what modules keep beside it. */
public abstract class OpenFileContract extends StoreContract {
    protected OpenFileContract(Opener opener) {
        super(opener);
    }

    private StoreInternals internals() {
        return StoreInternals.of(store);
    }

    /** Remembers that it was closed. */
    private record Attachment(Store store, List<String> closed) implements AutoCloseable {
        @Override
        public void close() {
            closed.add("closed, and the store is " + (StoreInternals.of(store).isClosed() ? "closing" : "open"));
        }
    }

    @Test
    void every_opening_of_a_file_has_a_name_of_its_own() {
        String first = internals().incarnation();
        Store again = open("app.db", builder -> {});
        assertThat(StoreInternals.of(again).incarnation()).isEqualTo(first).matches("[A-Za-z0-9_-]{22}");
        again.close();
        store.close();
        store = open("app.db", builder -> {});
        assertThat(internals().incarnation()).isNotEqualTo(first);
    }

    @Test
    void the_handle_of_the_store_itself_works_until_the_last_other_is_closed_and_closes_nothing() {
        Store own = internals().store();
        Store again = open("app.db", builder -> {});
        assertThat(StoreInternals.of(again).store()).isSameAs(own);
        own.close();
        store.close();
        own.execute("insert into note(text) values ('a')");
        assertThat(StoreInternals.of(own).isClosed()).isFalse();
        again.close();
        assertThat(StoreInternals.of(own).isClosed()).isTrue();
        assertThatExceptionOfType(ClosedException.class).isThrownBy(() -> own.execute("select 1"));
    }

    @Test
    void an_attachment_is_made_once_for_all_and_closed_before_the_file_is() {
        List<String> closed = new ArrayList<>();
        Store again = open("app.db", builder -> {});
        Attachment attachment = internals().attachment(Attachment.class, it -> new Attachment(it, closed));
        assertThat(StoreInternals.of(again).attachment(Attachment.class, it -> new Attachment(it, closed)))
                .isSameAs(attachment);
        assertThat(attachment.store()).isSameAs(internals().store());
        assertThat(internals().attachment(String.class, it -> "another")).isEqualTo("another");
        store.close();
        assertThat(closed).isEmpty();
        again.close();
        assertThat(closed).containsExactly("closed, and the store is closing");
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> internals().attachment(String.class, it -> "too late"));
    }

    @Test
    void a_thread_is_inside_while_it_reads_or_writes_any_store() {
        Store other = open("other.db", builder -> {});
        assertThat(StoreInternals.isThreadInside()).isFalse();
        other.useWrite(tx -> assertThat(StoreInternals.isThreadInside()).isTrue());
        other.useRead(view -> assertThat(StoreInternals.isThreadInside()).isTrue());
        other.query(
                "select 1", row -> assertThat(StoreInternals.isThreadInside()).isTrue());
        store.useWrite(tx ->
                tx.afterCommit(() -> assertThat(StoreInternals.isThreadInside()).isFalse()));
        assertThat(StoreInternals.isThreadInside()).isFalse();
        assertThat(listener.hookFailures).isEmpty();
    }

    @Test
    void tables_that_are_installed_inside_a_write_are_a_part_of_it() {
        Schema schema = new Schema("pen", List.of("create table pen(id integer primary key)"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> {
                    internals().install(schema);
                    tx.execute("insert into pen values (1)");
                    throw new IllegalArgumentException();
                }));
        store.useWrite(tx -> {
            internals().install(schema);
            internals().install(schema);
            tx.execute("insert into pen values (2)");
        });
        internals().install(schema);
        assertThat(store.query("select id from pen", row -> row.getInt(1))).containsExactly(2);
    }

    @Test
    void what_this_process_has_committed_is_flushed_and_nothing_twice() {
        store.execute("insert into note(text) values ('a')");
        internals().syncOwn();
        assertThat(store.stats().syncs()).isPositive();
        Eventually.until("a sync after which nobody, the store's own maintenance included, has written", () -> {
            long before = store.stats().syncs();
            internals().syncOwn();
            return store.stats().syncs() == before;
        });
        Store off = open("off.db", builder -> builder.sync(Sync.OFF));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreInternals.of(off).syncOwn())
                .withMessageContaining("OFF");
    }
}
