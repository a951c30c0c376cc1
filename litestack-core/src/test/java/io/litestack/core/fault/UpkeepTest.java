package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.ForeignProcess;
import io.litestack.core.testkit.Pairs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The maintenance of the file happens among everybody's writes. */
class UpkeepTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void free_pages_are_given_back_and_nobody_fails_by_it() {
        Path file = folder.resolve("app.db");
        try (Store store = Store.open(file)) {
            Pairs.createTables(store);
            Pairs.write(store, 1, 4_000_000);
            store.execute("delete from left_half");
            store.execute("delete from right_half");
        }
        try (Store store = Store.open(file)) {
            long before = pages(store);
            assertThat(before).isGreaterThan(500);
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            for (long id = 1; pages(store) > before - 200; id++) {
                writes.add(Pairs.submit(store, id, 10));
            }
            assertThat(writes).allSatisfy(CompletableFuture::join);
        }
    }

    private static long pages(Store store) {
        return store.queryFirst("select page_count from pragma_page_count", row -> row.getLong(1))
                .orElseThrow();
    }

    /** The first two thousand entries of the index are unlike, the rest are not: a sample sees the first ones only. */
    @Test
    @Timeout(120)
    void a_table_is_analyzed_by_a_sample() {
        try (Store store = Store.open(folder.resolve("app.db"))) {
            createSkewedTable(store);
        }
        try (Store store = Store.open(folder.resolve("app.db"))) {
            List<String> sampled = statistics(store);
            store.execute("analyze");

            assertThat(sampled).hasSize(1);
            assertThat(statistics(store)).hasSize(1).isNotEqualTo(sampled);
        }
    }

    @Test
    @Timeout(120)
    void tables_of_a_store_that_stays_open_are_analyzed_as_well() {
        Path file = folder.resolve("app.db");
        try (ForeignProcess maker = ForeignProcess.open(folder, file)) {
            maker.run("create table t(id integer primary key, k integer)");
            maker.run("create index t_by_k on t(k)");
            maker.run("create table \"the \"\"few\"(k integer primary key)");
            maker.run("with recursive c(i) as (select 1 union all select i + 1 from c where i < 1000)"
                    + " insert into t(k) select i from c");
            maker.run("insert into \"the \"\"few\" select k from t where k < 1000");
        }
        try (Store store = Store.open(file)) {
            store.execute("insert into t(k) values (4)");
            Eventually.until(
                    "there are statistics",
                    () -> !store.query("select 1 from sqlite_schema where name = 'sqlite_stat1'", row -> 1)
                            .isEmpty());
            Eventually.until("of the table", () -> !statistics(store).isEmpty());
            assertThat(store.query("select distinct tbl from sqlite_stat1", row -> row.getString(1)))
                    .as("one of few rows may have many before it is looked at again")
                    .containsExactly("t");
        }
    }

    private static void createSkewedTable(Store store) {
        store.useWrite(tx -> {
            tx.execute("create table t(id integer primary key, k integer)");
            tx.execute("create index t_by_k on t(k)");
            tx.execute("with recursive c(i) as (select 1 union all select i + 1 from c where i < 20000)"
                    + " insert into t(k) select min(i, 2000) from c");
        });
    }

    private static List<String> statistics(Store store) {
        return store.query("select stat from sqlite_stat1 where idx = 't_by_k'", row -> row.getString(1));
    }
}
