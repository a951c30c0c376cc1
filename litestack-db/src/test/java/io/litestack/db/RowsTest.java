package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.litestack.core.Store;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {
    enum Mood {
        GOOD,
        BAD {
            @Override
            public String toString() {
                return "worse";
            }
        }
    }

    record Everything(
            int anInt,
            Integer anInteger,
            long aLong,
            short aShort,
            byte aByte,
            double aDouble,
            float aFloat,
            boolean aBoolean,
            String text,
            BigDecimal decimal,
            BigInteger bigInteger,
            UUID uuid,
            Mood mood,
            Instant instant,
            LocalDate localDate,
            LocalTime localTime,
            LocalDateTime localDateTime,
            Duration duration,
            Optional<Instant> maybe,
            Object anything) {}

    record Bytes(byte[] bytes, Optional<byte[]> more) {}

    record Pair(int a, @Nullable String b) {}

    record Checked(int n) {
        Checked {
            if (n < 0) {
                throw new IllegalArgumentException("n must not be negative");
            }
        }
    }

    private final Store store = Store.temporary();
    private Database db;

    @BeforeEach
    void open() {
        db = Database.over(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void every_type_goes_in_by_name_and_comes_back_the_same() {
        Everything all = new Everything(
                Integer.MIN_VALUE,
                7,
                Long.MAX_VALUE,
                Short.MIN_VALUE,
                Byte.MAX_VALUE,
                0.1,
                0.5f,
                true,
                "ä\n'",
                new BigDecimal("12.50"),
                BigInteger.TWO.pow(80),
                UUID.randomUUID(),
                Mood.BAD,
                Instant.parse("2026-03-01T12:00:00.123456789Z"),
                LocalDate.of(2026, 2, 28),
                LocalTime.of(23, 59, 59, 1),
                LocalDateTime.of(2026, 3, 1, 12, 0),
                Duration.ofMillis(1234),
                Optional.empty(),
                "thing");
        assertThat(db.query("""
                        select :an_int an_int, :an_integer an_integer, :a_long a_long, :a_short a_short, :a_byte a_byte,
                          :a_double a_double, :a_float a_float, :a_boolean a_boolean, :text text, :decimal decimal,
                          :big_integer big_integer, :uuid uuid, :mood mood, :instant instant, :local_date local_date,
                          :local_time local_time, :local_date_time local_date_time, :duration duration, :maybe maybe,
                          :anything anything
                        """, Everything.class, all)).containsExactly(all);
    }

    @Test
    void columns_fit_components_whatever_their_order_case_and_underscores() {
        assertThat(db.query("select 'x' as B, 1 as c, 2 as _A_", Pair.class)).containsExactly(new Pair(2, "x"));
        assertThat(db.query("select 1 as a, null as b", Pair.class)).containsExactly(new Pair(1, null));
    }

    @Test
    void blobs_come_as_bytes() {
        Bytes bytes =
                db.query("select x'0102' as bytes, null as more", Bytes.class).get(0);
        assertThat(bytes.bytes()).containsExactly(1, 2);
        assertThat(bytes.more()).isEmpty();
        UUID id = new UUID(1, 2);
        assertThat(db.query("select x'00000000000000010000000000000002'", UUID.class))
                .containsExactly(id);
    }

    @Test
    void numbers_are_moments_and_durations_in_milliseconds() {
        assertThat(db.query("select 1500", Instant.class)).containsExactly(Instant.ofEpochMilli(1500));
        assertThat(db.query("select 1500", Duration.class)).containsExactly(Duration.ofMillis(1500));
        assertThat(db.query("select current_timestamp", Instant.class)).hasSize(1);
        assertThat(db.query("select 3.0", Long.class)).containsExactly(3L);
        assertThat(db.query("select 42", String.class)).containsExactly("42");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "2147483648, java.lang.Integer",
                "-32769, java.lang.Short",
                "1.5, java.lang.Long",
                "2, java.lang.Boolean",
                "'abc', java.lang.Long",
                "'1', java.lang.Integer",
                "'abc', java.math.BigDecimal",
                "'2026-02-30', java.time.LocalDate",
                "'yesterday', java.time.Instant",
                "'1-1-1-1-1', java.util.UUID",
                "'FINE', io.litestack.db.RowsTest$Mood",
                "x'01', java.lang.String",
                "'text', [B"
            })
    void a_value_that_does_not_fit_is_refused_with_column_type_and_value(String literal, String type) throws Exception {
        Class<?> wanted = Class.forName(type);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select " + literal + " as n", wanted))
                .withMessageContaining("column n")
                .withMessageContaining(type);
    }

    @Test
    void a_null_is_refused_where_there_is_no_room_for_it() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select null as a, 'x' as b", Pair.class))
                .withMessageContaining("int a of " + Pair.class.getName())
                .withMessageContaining("Optional");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select null as n", String.class))
                .withMessageContaining("column n is NULL");
        assertThat(store.query("select null", Rows.nullable(String.class))).containsExactly((String) null);
        assertThat(db.queryFirst("select null", String.class)).isEmpty();
    }

    @Test
    void a_component_without_a_column_or_with_two_is_refused() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select 1 as a", Pair.class))
                .withMessageContaining("component b")
                .withMessageContaining("[a]");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select 1 as a, 2 as A, '' as b", Pair.class))
                .withMessageContaining("two columns fit the component a");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select 1, 2", Integer.class))
                .withMessageContaining("returns 2");
    }

    @Test
    void what_a_constructor_refuses_names_the_record_and_the_reason() {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> db.query("select -1 as n", Checked.class))
                .withMessageContaining(Checked.class.getName())
                .withMessageContaining("n must not be negative");
    }

    @Test
    void types_that_no_row_can_be_are_refused_at_once() {
        record WithList(List<String> list) {}
        record WithChar(char c) {}
        for (Class<?> type : List.of(Thread.class, WithList.class, WithChar.class, char.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Rows.of(type))
                    .withMessageContaining(type == WithList.class ? "List<java.lang.String> list" : "");
        }
    }

    @Test
    void one_mapper_serves_statements_with_other_columns_and_queries_inside_queries() {
        store.useRead(view -> {
            var rows = Rows.of(Pair.class);
            List<Integer> sums = view.query(
                    "select 1 as a, 'o' as b union all select 2, 'p'",
                    row -> rows.map(row).a()
                            + view.query("select 'i' as b, 10 as a", rows)
                                    .get(0)
                                    .a());
            assertThat(sums).containsExactly(11, 12);
        });
    }
}
