package io.litestack.compat.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.compat.LibraryTest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.result.ResultIterable;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.config.RegisterConstructorMapper;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.customizer.QueryTimeOut;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jdbi.v3.sqlobject.transaction.Transaction;
import org.jdbi.v3.sqlobject.transaction.Transactional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jdbi: objects of SQL, keys, batches, streams, transactions and savepoints. */
class JdbiTest extends LibraryTest {
    public record Pen(long id, String name, Optional<Integer> price) {}

    public record NewPen(String name, Integer price) {}

    @RegisterConstructorMapper(Pen.class)
    public interface Pens extends Transactional<Pens> {
        @SqlUpdate("insert into pen(name, price) values (:name, :price)")
        @GetGeneratedKeys
        long insert(@BindMethods NewPen pen);

        @SqlUpdate("insert into pen(name, price) values (:name, :price)")
        @GetGeneratedKeys({"id", "name", "price"})
        Pen insertAndReturn(@BindMethods NewPen pen);

        @SqlBatch("insert into pen(name, price) values (:name, :price)")
        @GetGeneratedKeys
        List<Long> insertAll(@BindMethods List<NewPen> pens);

        @SqlQuery("select * from pen order by id")
        List<Pen> all();

        @SqlQuery("select * from pen order by id")
        Stream<Pen> stream();

        @SqlQuery("select * from pen order by id")
        ResultIterable<Pen> iterable();

        @SqlQuery("select name from pen where id in (<ids>) order by id")
        List<String> names(@BindList("ids") List<Long> ids);

        @SqlUpdate("update pen set price = :price where id = :id")
        int reprice(long id, int price);

        @SqlQuery("insert into pen(name) values ('x'), ('y') returning id")
        List<Long> insertTwo();

        @QueryTimeOut(1)
        @SqlQuery(ENDLESS)
        long endless();

        @Transaction
        default void insertBoth(NewPen one, NewPen other) {
            insert(one);
            insert(other);
        }
    }

    private Jdbi jdbi;
    private Pens pens;

    @BeforeEach
    void configure() throws Exception {
        script("create table pen(id integer primary key, name text not null unique, price integer)");
        jdbi = Jdbi.create(dataSource()).installPlugin(new SqlObjectPlugin());
        pens = jdbi.onDemand(Pens.class);
    }

    private static NewPen pen(String name) {
        return new NewPen(name, null);
    }

    private List<String> names() {
        return pens.all().stream().map(Pen::name).toList();
    }

    @Test
    void keys_of_one_row() {
        assertThat(pens.insert(pen("red"))).isOne();
        assertThat(pens.insertAndReturn(new NewPen("blue", 3))).isEqualTo(new Pen(2, "blue", Optional.of(3)));
        assertThat(pens.all()).containsExactly(new Pen(1, "red", Optional.empty()), new Pen(2, "blue", Optional.of(3)));
    }

    @Test
    void keys_of_a_batch() {
        assertThat(pens.insertAll(List.of(pen("red"), pen("blue"), pen("green"))))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void rows_that_are_returned() {
        assertThat(pens.insertTwo()).containsExactly(1L, 2L);
        assertThat(names()).containsExactly("x", "y");
    }

    @Test
    void lists_of_values() {
        pens.insertAll(List.of(pen("red"), pen("blue"), pen("green")));
        assertThat(pens.names(List.of(1L, 3L))).containsExactly("red", "green");
    }

    @Test
    void a_stream_is_read_while_its_thread_writes() {
        pens.insertAll(IntStream.range(0, 500).mapToObj(it -> pen("pen " + it)).toList());
        pens.useTransaction(all -> {
            try (Stream<Pen> stream = all.stream()) {
                stream.filter(it -> it.id() % 100 == 0).forEach(it -> all.reprice(it.id(), 1));
            }
        });
        try (Stream<Pen> stream = jdbi.open().attach(Pens.class).stream()) {
            stream.filter(it -> it.price().isPresent()).forEach(it -> pens.reprice(it.id(), 2));
        }
        assertThat(pens.all())
                .filteredOn(it -> it.price().equals(Optional.of(2)))
                .hasSize(5);
    }

    @Test
    void an_iterator_outside_of_a_transaction() {
        pens.insertAll(IntStream.range(0, 500).mapToObj(it -> pen("pen " + it)).toList());
        int rows = 0;
        try (var handle = jdbi.open();
                var rowsOf = handle.attach(Pens.class).iterable().iterator()) {
            while (rowsOf.hasNext()) {
                rowsOf.next();
                rows++;
            }
        }
        assertThat(rows).isEqualTo(500);
    }

    @Test
    void many_cursors_at_once() {
        pens.insertAll(List.of(pen("red"), pen("blue")));
        try (var handle = jdbi.open()) {
            List<java.util.Iterator<Pen>> cursors = IntStream.range(0, 12)
                    .<java.util.Iterator<Pen>>mapToObj(
                            it -> handle.attach(Pens.class).iterable().iterator())
                    .toList();
            cursors.forEach(it -> assertThat(it.next().name()).isEqualTo("red"));
            cursors.forEach(it -> assertThat(it.next().name()).isEqualTo("blue"));
        }
    }

    @Test
    void transactions() {
        assertThatThrownBy(() -> pens.insertBoth(pen("red"), pen("red")))
                .isInstanceOf(UnableToExecuteStatementException.class);
        assertThat(names()).isEmpty();
        pens.insertBoth(pen("red"), pen("blue"));
        assertThat(names()).containsExactly("red", "blue");
        pens.useTransaction(TransactionIsolationLevel.SERIALIZABLE, all -> all.insert(pen("green")));
        assertThat(names()).hasSize(3);
    }

    @Test
    void savepoints() {
        jdbi.useTransaction(handle -> {
            handle.execute("insert into pen(name) values ('red')");
            handle.savepoint("before");
            handle.execute("insert into pen(name) values ('blue')");
            handle.rollbackToSavepoint("before");
            handle.savepoint("again");
            handle.execute("insert into pen(name) values ('green')");
            handle.releaseSavepoint("again");
        });
        assertThat(names()).containsExactly("red", "green");
    }

    @Test
    void a_transaction_that_only_reads() {
        pens.insert(pen("red"));
        jdbi.useHandle(handle -> {
            handle.setReadOnly(true);
            handle.useTransaction(reading -> assertThat(reading.select("select count(*) from pen")
                            .mapTo(Integer.class)
                            .one())
                    .isOne());
        });
    }

    @Test
    void instants_and_batches() {
        Instant now = Instant.parse("2026-10-25T01:30:00.123Z");
        jdbi.useHandle(handle -> {
            handle.execute("create table visit(id integer primary key, at text)");
            var batch = handle.prepareBatch("insert into visit(at) values (:at)");
            batch.bind("at", now).add();
            batch.bind("at", now.plusSeconds(3_600)).add();
            assertThat(batch.execute()).containsExactly(1, 1);
            assertThat(handle.select("select at from visit order by id")
                            .mapTo(Instant.class)
                            .list())
                    .containsExactly(now, now.plusSeconds(3_600));
        });
    }

    @Test
    void what_lasts_too_long() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> pens.endless()).hasCauseInstanceOf(java.sql.SQLTimeoutException.class);
        assertThatItIsSoon(start);
    }

    @Test
    void records_by_their_constructor() {
        pens.insert(new NewPen("red", 3));
        jdbi.useHandle(handle -> assertThat(handle.select("select * from pen")
                        .registerRowMapper(ConstructorMapper.factory(Pen.class))
                        .mapTo(Pen.class)
                        .one())
                .isEqualTo(new Pen(1, "red", Optional.of(3))));
    }
}
