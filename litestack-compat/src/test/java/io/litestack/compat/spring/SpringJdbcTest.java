package io.litestack.compat.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;

/** JdbcTemplate, JdbcClient and what stands on them. */
class SpringJdbcTest extends SpringTest {
    record Pen(long id, String name, Integer price) {}

    @Test
    void a_key_of_a_new_row() {
        KeyHolder keys = new GeneratedKeyHolder();
        client.sql("insert into pen(name, price) values (:name, :price)")
                .param("name", "red")
                .param("price", 3)
                .update(keys);
        assertThat(keys.getKey().longValue()).isOne();
        assertThat(client.sql("select * from pen").query(Pen.class).single()).isEqualTo(new Pen(1, "red", 3));
    }

    @Test
    void keys_by_the_name_of_their_column() {
        KeyHolder keys = new GeneratedKeyHolder();
        client.sql("insert into pen(name) values ('red')").update(keys, "id");
        assertThat(keys.getKey().longValue()).isOne();
    }

    @Test
    void keys_of_a_batch() {
        KeyHolder keys = new GeneratedKeyHolder();
        jdbc.batchUpdate(
                connection -> connection.prepareStatement(
                        "insert into pen(name) values (?)", Statement.RETURN_GENERATED_KEYS),
                new BatchPreparedStatementSetter() {
                    @Override
                    public void setValues(PreparedStatement insert, int i) throws SQLException {
                        insert.setString(1, "pen " + i);
                    }

                    @Override
                    public int getBatchSize() {
                        return 3;
                    }
                },
                keys);
        assertThat(keys.getKeyList()).hasSize(3);
        assertThat(keys.getKeyList().get(2).values().iterator().next())
                .isInstanceOfSatisfying(
                        Number.class, it -> assertThat(it.longValue()).isEqualTo(3));
    }

    @Test
    void an_insert_that_asks_the_table_for_its_columns() {
        SimpleJdbcInsert insert =
                new SimpleJdbcInsert(dataSource()).withTableName("pen").usingGeneratedKeyColumns("id");
        Number id = insert.executeAndReturnKey(Map.of("name", "red", "price", 3));
        assertThat(id.longValue()).isOne();
        assertThat(client.sql("select price from pen").query(Integer.class).single())
                .isEqualTo(3);
    }

    @Test
    void rows_that_are_returned() {
        assertThat(client.sql("insert into pen(name) values ('red'), ('blue') returning id, name")
                        .query((row, n) -> row.getLong("id") + row.getString("name"))
                        .list())
                .containsExactly("1red", "2blue");
    }

    @Test
    void batches_and_named_parameters() {
        NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(jdbc);
        int[] counts =
                named.batchUpdate("insert into pen(name, price) values (:name, :price)", new MapSqlParameterSource[] {
                    new MapSqlParameterSource("name", "red").addValue("price", 1),
                    new MapSqlParameterSource("name", "blue").addValue("price", null)
                });
        assertThat(counts).containsExactly(1, 1);
        assertThat(named.queryForList(
                        "select name from pen where id in (:ids) order by id",
                        Map.of("ids", List.of(1, 2)),
                        String.class))
                .containsExactly("red", "blue");
    }

    @Test
    void a_null_without_a_type() {
        jdbc.update("insert into pen(name, price) values (?, ?)", "red", null);
        assertThat(jdbc.queryForList("select name from pen where ? is null", String.class, (Object) null))
                .containsExactly("red");
    }

    @Test
    void a_stream_is_read_while_its_thread_writes() {
        for (int i = 0; i < 100; i++) {
            insert("pen " + i);
        }
        try (Stream<Pen> pens = jdbc.queryForStream("select * from pen", new DataClassRowMapper<>(Pen.class))) {
            pens.filter(it -> it.id() % 10 == 0)
                    .forEach(it -> jdbc.update("update pen set price = 1 where id = ?", it.id()));
        }
        assertThat(client.sql("select count(*) from pen where price = 1")
                        .query(Long.class)
                        .single())
                .isEqualTo(10);
    }

    @Test
    void java_time() {
        Instant now = Instant.parse("2026-03-29T01:30:00.123Z");
        jdbc.execute("create table visit(at text, day text)");
        jdbc.update(
                "insert into visit values (?, ?)",
                new SqlParameterValue(Types.TIMESTAMP_WITH_TIMEZONE, now.atOffset(ZoneOffset.UTC)),
                LocalDate.of(2026, 3, 29));
        OffsetDateTime read =
                jdbc.queryForObject("select at from visit", (row, n) -> row.getObject(1, OffsetDateTime.class));
        assertThat(read).isEqualTo(now.atOffset(ZoneOffset.UTC));
        assertThat(jdbc.queryForObject("select day from visit", LocalDate.class))
                .isEqualTo(LocalDate.of(2026, 3, 29));
    }
}
