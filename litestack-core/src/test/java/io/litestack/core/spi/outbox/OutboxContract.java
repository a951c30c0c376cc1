package io.litestack.core.spi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.core.Store;
import io.litestack.core.StoreContract;
import io.litestack.core.testkit.Foreigner;
import org.junit.jupiter.api.Test;

/** Rows are appended with the transaction that they belong to, whether or not anybody forwards them. */
public abstract class OutboxContract extends StoreContract {
    protected OutboxContract(Opener opener) {
        super(opener);
    }

    private Outbox outbox() {
        return Outbox.of(store);
    }

    @Test
    void a_store_has_one_outbox_whoever_asks_for_it() {
        Store again = open("app.db", builder -> {});
        assertThat(Outbox.of(again)).isSameAs(outbox());
        store.useWrite(tx -> assertThat(Outbox.of(tx)).isSameAs(outbox()));
    }

    @Test
    void rows_wait_with_growing_numbers() {
        long first = store.write(tx -> outbox().append(tx, "a", "k", new byte[3]));
        long second = store.write(tx -> outbox().append(tx, "b", "k", new byte[3]));
        assertThat(second).isGreaterThan(first);
        assertThat(outbox().size("a")).isEqualTo(1);
        assertThat(outbox().size("b")).isEqualTo(1);
        assertThat(outbox().size("c")).isZero();
    }

    @Test
    void the_tables_come_with_the_first_row_and_not_if_its_transaction_is_rolled_back() {
        assertThat(tables()).isZero();
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.useWrite(tx -> {
                        outbox().append(tx, "a", "k", new byte[3]);
                        throw new IllegalArgumentException();
                    }));
            assertThat(tables()).isZero();
        }
        store.useWrite(tx -> outbox().append(tx, "a", "k", new byte[3]));
        store.useWrite(tx -> outbox().append(tx, "a", "k", new byte[3]));
        assertThat(tables()).isEqualTo(3);
        assertThat(outbox().size("a")).isEqualTo(2);
    }

    private long tables() {
        try (Foreigner foreigner = new Foreigner(store.config().path())) {
            return foreigner.number(
                    "select count(*) from sqlite_schema where name like 'litestack_outbox%'" + " and type = 'table'");
        }
    }

    @Test
    void the_size_may_be_asked_inside_the_transaction_that_makes_the_tables() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.useWrite(tx -> {
                    assertThat(outbox().size("a")).isZero();
                    outbox().append(tx, "a", "k", new byte[3]);
                    assertThat(outbox().size("a")).isEqualTo(1);
                    throw new IllegalArgumentException();
                }));
        assertThat(outbox().size("a")).isZero();
    }

    @Test
    void what_is_out_of_bounds_is_refused_with_the_bound_and_spares_the_transaction() {
        store.useWrite(tx -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> outbox().append(tx, "a b", "k", new byte[0]))
                    .withMessageContaining("target must be 1 to 128");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> outbox().append(tx, "a", "", new byte[0]))
                    .withMessageContaining("kind must be 1 to 128");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> outbox().append(tx, "a", "k", new byte[Outbox.MOST_PAYLOAD_BYTES + 1]))
                    .withMessageContaining((Outbox.MOST_PAYLOAD_BYTES + 1) + " bytes")
                    .withMessageContaining(Outbox.MOST_PAYLOAD_BYTES + " at most");
            outbox().append(tx, "a", "k", new byte[0]);
        });
        assertThat(outbox().size("a")).isEqualTo(1);
    }

    @Test
    void a_transaction_of_another_store_is_refused() {
        Store other = open("other.db", builder -> {});
        other.useWrite(tx -> assertThatIllegalArgumentException()
                .isThrownBy(() -> outbox().append(tx, "a", "k", new byte[0]))
                .withMessageContaining("other.db")
                .withMessageContaining("app.db"));
    }
}
