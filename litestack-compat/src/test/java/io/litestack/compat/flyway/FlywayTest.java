package io.litestack.compat.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.compat.LibraryTest;
import io.litestack.core.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** Flyway's migrations. */
class FlywayTest extends LibraryTest {
    private FluentConfiguration flyway() {
        return FlywayProcess.configuration(folder).dataSource(dataSource());
    }

    private void migration(String name, String sql) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("migrations")).resolve(name), sql);
    }

    private void shop() throws IOException {
        migration("V1__shop.sql", """
                create table customer(id integer primary key, name text not null);
                create table orders(
                    id integer primary key,
                    customer_id integer not null references customer(id) on delete cascade);
                create index orders_customer on orders(customer_id);
                create view customers as select name from customer;
                create trigger named after insert on customer begin
                    insert into orders(customer_id) values (new.id);
                    select 1;
                end;
                insert into customer(name) values ('Ann; or not'), ('Bob');
                """);
        migration("V2__email.sql", "alter table customer add column email text;\nupdate customer set email = name;");
    }

    @Test
    void migrations_are_applied_once() throws Exception {
        shop();
        assertThat(flyway().load().migrate().migrationsExecuted).isEqualTo(2);
        assertThat(flyway().load().migrate().migrationsExecuted).isZero();
        assertThat(flyway().load().info().applied())
                .extracting(MigrationInfo::getDescription)
                .containsExactly("shop", "email");
        flyway().load().validate();
        assertThat(number("select count(*) from orders")).isEqualTo(2);
        assertThat(texts("select email from customer")).containsExactly("Ann; or not", "Bob");
    }

    @Test
    void a_migration_that_fails_leaves_nothing() throws Exception {
        shop();
        migration("V3__broken.sql", "create table tag(name text);\ninsert into nothing values (1);");
        assertThatThrownBy(() -> flyway().load().migrate())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("nothing");
        assertThat(texts("select name from sqlite_schema where name = 'tag'")).isEmpty();
        migration("V3__broken.sql", "create table tag(name text);");
        assertThat(flyway().load().migrate().migrationsExecuted).isOne();
    }

    /** As SQLite's manual has it: foreign keys off, a new table, copy, drop, rename. */
    @Test
    void a_table_that_others_refer_to_is_made_anew() throws Exception {
        shop();
        migration("V3__rebuild.sql", """
                pragma foreign_keys = off;
                drop view customers;
                create table new_customer(id integer primary key, name text not null check (name <> ''), email text);
                insert into new_customer(id, name, email) select id, name, email from customer;
                drop table customer;
                alter table new_customer rename to customer;
                pragma foreign_keys = on;
                """);
        assertThat(flyway().load().migrate().migrationsExecuted).isEqualTo(3);
        assertThat(number("select count(*) from orders"))
                .as("nothing is deleted along")
                .isEqualTo(2);
        assertThatThrownBy(() -> script("insert into orders(customer_id) values (77)"))
                .hasMessageContaining("FOREIGN KEY");
    }

    @Test
    void statements_that_want_no_transaction() throws Exception {
        shop();
        migration("V3__vacuum.sql", "vacuum;\nanalyze;\npragma optimize;");
        migration("V3__vacuum.sql.conf", "executeInTransaction=false");
        assertThat(flyway().load().migrate().migrationsExecuted).isEqualTo(3);
    }

    @Test
    void a_clean_removes_everything() throws Exception {
        shop();
        flyway().load().migrate();
        flyway().load().clean();
        assertThat(texts("select name from sqlite_schema where name in ('customer', 'customers', 'orders')"))
                .isEmpty();
        assertThat(flyway().load().migrate().migrationsExecuted).isEqualTo(2);
    }

    @Test
    void a_baseline_of_what_is_there() throws Exception {
        script("create table customer(id integer primary key, name text not null)");
        shop();
        flyway().baselineVersion("1").load().baseline();
        assertThat(flyway().load().migrate().migrationsExecuted).isOne();
        assertThat(texts("select name from pragma_table_info('customer')")).contains("email");
    }

    @Test
    void repeatable_migrations_and_a_repair() throws Exception {
        shop();
        migration("R__report.sql", "drop view if exists report;\ncreate view report as select 1 as n;");
        flyway().load().migrate();
        migration("R__report.sql", "drop view if exists report;\ncreate view report as select 2 as n;");
        flyway().load().migrate();
        assertThat(number("select n from report")).isEqualTo(2);
        migration("V2__email.sql", "-- edited\nalter table customer add column email text;");
        assertThatThrownBy(() -> flyway().load().validate()).isInstanceOf(FlywayException.class);
        flyway().load().repair();
        flyway().load().validate();
    }

    @Test
    void processes_that_migrate_at_once() throws Exception {
        shop();
        for (int i = 3; i < 20; i++) {
            migration("V" + i + "__t.sql", "create table t" + i + "(n integer);\ninsert into t" + i + " values (1);");
        }
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                children.add(ChildJvm.start(folder, FlywayProcess.class, file(), folder));
            }
            children.forEach(it -> it.await("ready"));
            children.forEach(it -> it.send("go"));
            int applied = 0;
            for (ChildJvm child : children) {
                applied += Integer.parseInt(child.next().orElseThrow(() -> new AssertionError(child.errors())));
            }
            assertThat(applied).isEqualTo(19);
        } finally {
            children.forEach(ChildJvm::close);
        }
        assertThat(number("select count(*) from flyway_schema_history where success"))
                .isEqualTo(19);
    }
}
