package io.litestack.compat.moving;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An application with jOOQ goes on, on the same file, after the line with its data source was changed; so does one with Spring. */
@Timeout(120)
class JooqMovesTest {
    private static final Table<Record> SALE = DSL.table(DSL.name("sale"));
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT.identity(true));
    private static final Field<LocalDateTime> OPENED = DSL.field(DSL.name("opened"), SQLDataType.LOCALDATETIME);
    private static final Field<LocalDate> DAY = DSL.field(DSL.name("day"), SQLDataType.LOCALDATE);
    private static final Field<BigDecimal> PRICE = DSL.field(DSL.name("price"), SQLDataType.NUMERIC);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private static LocalDateTime opened(int number) {
        return LocalDateTime.of(2026, 3, 29, 6 + number, 30);
    }

    /** The application. */
    private static List<String> serve(DataSource dataSource, int number) {
        DSLContext jooq = DSL.using(dataSource, SQLDialect.SQLITE);
        jooq.createTableIfNotExists(SALE).columns(ID, OPENED, DAY, PRICE).execute();
        jooq.transaction(inner -> inner.dsl()
                .insertInto(SALE, OPENED, DAY, PRICE)
                .values(opened(number), opened(number).toLocalDate(), new BigDecimal("12.5"))
                .execute());
        assertThat(jooq.fetchCount(SALE, OPENED.ge(opened(number)))).isOne();
        return jooq.select(ID, OPENED, DAY)
                .from(SALE)
                .orderBy(ID)
                .fetch(it -> it.get(ID) + " " + it.get(OPENED) + " " + it.get(DAY));
    }

    private static String sale(int number) {
        return number + " " + opened(number) + " " + opened(number).toLocalDate();
    }

    @Test
    void jooq() {
        DatabaseConfig config =
                DatabaseConfig.builder(file()).migrations(Migrations.none()).build();
        try (HikariDataSource pool = new HikariDataSource();
                HikariDataSource ours = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:sqlite:" + file());
            ours.setJdbcUrl("jdbc:litestack:" + file());
            assertThat(serve(pool, 1)).containsExactly(sale(1));
            assertThat(serve(ours, 2)).containsExactly(sale(1), sale(2));
            assertThat(serve(pool, 3)).containsExactly(sale(1), sale(2), sale(3));
            try (Database db = Database.open(config)) {
                assertThat(serve(db.dataSource(), 4)).containsExactly(sale(1), sale(2), sale(3), sale(4));
            }
        }
    }

    /** The application with Spring: its line is the URL. */
    private static List<String> spring(String url, int number) {
        JdbcClient client = JdbcClient.create(new DriverManagerDataSource(url));
        client.sql("create table if not exists sale(opened timestamp, day text)")
                .update();
        client.sql("insert into sale values (?, ?)")
                .params(Timestamp.valueOf(opened(number)), "day " + number)
                .update();
        return client.sql("select day, opened from sale order by opened")
                .query((row, n) -> row.getString(1) + " " + row.getTimestamp(2))
                .list();
    }

    @Test
    void jdbc_client() {
        String before = "jdbc:sqlite:" + file();
        String after = "jdbc:litestack:" + file() + "?dates=epoch-millis";
        List<String> all = spring(before, 1);
        assertThat(spring(after, 2)).hasSize(2).containsAll(all);
        assertThat(spring(before, 4)).hasSize(3).containsAll(all);
        assertThat(spring(after, 5))
                .containsExactly(
                        "day 1 " + Timestamp.valueOf(opened(1)),
                        "day 2 " + Timestamp.valueOf(opened(2)),
                        "day 4 " + Timestamp.valueOf(opened(4)),
                        "day 5 " + Timestamp.valueOf(opened(5)));
    }
}
