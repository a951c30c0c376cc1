package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.litestack.core.ConstraintViolationException.Kind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a broken rule of a table shows. */
public abstract class ConstraintContract extends StoreContract {
    protected ConstraintContract(Opener opener) {
        super(opener);
    }

    @BeforeEach
    void createTables() {
        store.execute("create table pen(id integer primary key, name text not null unique, price int check (price > 0),"
                + " box int references box(id)) strict");
        store.execute("create table box(id integer primary key, code text) strict");
        store.execute("create table late(box int references box(id) deferrable initially deferred)");
        store.execute("create trigger no_boxes before insert on box when new.code = 'none'"
                + " begin select raise(abort, 'no such box'); end");
        store.execute("insert into pen(id, name) values (1, 'red')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "insert into pen(name) values ('red')|UNIQUE|true|pen.name",
                "insert into pen(id, name) values (1, 'blue')|PRIMARY_KEY|true|pen.id",
                "insert into pen(name) values (null)|NOT_NULL|false|pen.name",
                "insert into pen(name, price) values ('blue', 0)|CHECK|false|price > 0",
                "insert into pen(name, box) values ('blue', 7)|FOREIGN_KEY|false|FOREIGN KEY",
                "insert into pen(name, price) values ('blue', 'much')|TYPE|false|pen.price",
                "insert into box(code) values ('none')|OTHER|false|no such box",
                "insert into late values (7)|FOREIGN_KEY|false|FOREIGN KEY"
            })
    void a_broken_rule_is_named_by_its_kind(String sql, Kind kind, boolean isDuplicate, String named) {
        ConstraintViolationException e =
                catchThrowableOfType(ConstraintViolationException.class, () -> store.execute(sql));

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.isDuplicate()).isEqualTo(isDuplicate);
        assertThat(e).hasMessageContaining(named);
        assertThat(e.code() & 0xff).isEqualTo(19);
    }

    @Test
    void the_transaction_goes_on_after_it() {
        store.useWrite(tx -> {
            assertThatExceptionOfType(ConstraintViolationException.class)
                    .isThrownBy(() -> tx.execute("insert into pen(name) values ('red')"));
            tx.execute("insert into pen(name) values ('blue')");
        });

        List<String> names = store.query("select name from pen order by id", row -> row.getString(1));
        assertThat(names).containsExactly("red", "blue");
    }
}
