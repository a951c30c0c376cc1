package io.litestack.compat.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.compat.LibraryTest;
import io.litestack.core.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Liquibase's changes. */
class LiquibaseTest extends LibraryTest {
    private static final String TABLES = """
            <changeSet id="1" author="test">
                <createTable tableName="customer">
                    <column name="id" type="integer" autoIncrement="true"><constraints primaryKey="true"/></column>
                    <column name="name" type="varchar(200)"><constraints nullable="false"/></column>
                </createTable>
                <createTable tableName="orders">
                    <column name="id" type="integer" autoIncrement="true"><constraints primaryKey="true"/></column>
                    <column name="customer_id" type="integer">
                        <constraints nullable="false" references="customer(id)" foreignKeyName="fk_customer"/>
                    </column>
                    <column name="at" type="timestamp" defaultValueComputed="current_timestamp"/>
                </createTable>
                <createIndex tableName="orders" indexName="orders_customer"><column name="customer_id"/></createIndex>
                <insert tableName="customer"><column name="name" value="Ann; or not"/></insert>
                <insert tableName="orders"><column name="customer_id" valueNumeric="1"/></insert>
            </changeSet>
            """;
    /** For addColumn Liquibase would make the table anew, which foreign keys to it forbid, with any driver. */
    private static final String EMAIL = """
            <changeSet id="2" author="test">
                <sql>alter table customer add column email varchar(200); update customer set email = name</sql>
                <rollback>alter table customer drop column email</rollback>
            </changeSet>
            """;

    private Changes changes;

    @BeforeEach
    void configure() throws IOException {
        changes = new Changes(folder, dataSource());
        log(TABLES + EMAIL);
    }

    private void log(String changeSets) throws IOException {
        Files.writeString(folder.resolve("changelog.xml"), """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                        xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                            http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-4.33.xsd">
                %s
                </databaseChangeLog>
                """.formatted(changeSets));
    }

    @Test
    void changes_are_applied_once() throws Exception {
        changes.update();
        changes.update();
        assertThat(texts("select email from customer")).containsExactly("Ann; or not");
        assertThat(texts("select id from databasechangelog order by orderexecuted"))
                .containsExactly("1", "2");
        assertThat(number("select locked from databasechangeloglock")).isZero();
    }

    @Test
    void changes_are_rolled_back() throws Exception {
        changes.use(it -> {
            it.update(1, new Contexts(), new LabelExpression());
            it.tag("before");
            it.update(new Contexts());
            it.rollback("before", new Contexts());
        });
        assertThat(texts("select name from pragma_table_info('customer')")).doesNotContain("email");
        assertThat(number("select count(*) from orders")).isOne();
        changes.update();
        assertThat(texts("select email from customer")).hasSize(1);
    }

    @Test
    void a_change_that_fails_is_not_remembered() throws Exception {
        log(TABLES + """
                <changeSet id="3" author="test"><sql>insert into nothing values (1)</sql></changeSet>
                """);
        assertThatThrownBy(() -> changes.update()).hasStackTraceContaining("nothing");
        assertThat(texts("select id from databasechangelog")).containsExactly("1");
        assertThat(number("select locked from databasechangeloglock")).isZero();
    }

    @Test
    void scripts_with_triggers_and_a_table_made_anew() throws Exception {
        Files.writeString(folder.resolve("rebuild.sql"), """
                --liquibase formatted sql
                --changeset test:4 splitStatements:false
                create trigger named after insert on customer begin insert into orders(customer_id) values (new.id); end;
                --rollback drop trigger named;
                --changeset test:5 runInTransaction:false
                pragma foreign_keys = off;
                create table new_customer(id integer primary key, name text not null check (name <> ''), email text);
                insert into new_customer(id, name, email) select id, name, email from customer;
                drop table customer;
                alter table new_customer rename to customer;
                pragma foreign_keys = on;
                """);
        log(TABLES + EMAIL + "<include file=\"rebuild.sql\"/>");
        changes.update();
        assertThat(number("select count(*) from orders"))
                .as("nothing is deleted along")
                .isOne();
        assertThatThrownBy(() -> script("insert into orders(customer_id) values (77)"))
                .hasMessageContaining("FOREIGN KEY");
    }

    /** The very first update of a file makes Liquibase's tables before it locks, whatever the database. */
    @Test
    void processes_that_update_at_once() throws Exception {
        changes.use(it -> it.update(1, new Contexts(), new LabelExpression()));
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                children.add(ChildJvm.start(folder, LiquibaseProcess.class, file(), folder));
            }
            children.forEach(it -> it.await("ready"));
            children.forEach(it -> it.send("go"));
            children.forEach(it -> it.await("updated"));
        } finally {
            children.forEach(ChildJvm::close);
        }
        assertThat(number("select count(*) from databasechangelog")).isEqualTo(2);
    }
}
