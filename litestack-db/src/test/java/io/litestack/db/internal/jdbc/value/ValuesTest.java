package io.litestack.db.internal.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.db.DateStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What values are stored as, and what becomes of what is stored; times apart. */
class ValuesTest {
    private static final ValueWriter WRITER = new ValueWriter(DateStorage.TEXT);
    private static final TypedValues TYPED = new TypedValues(WRITER);
    private static final ValueReader READER = new ValueReader(DateStorage.TEXT);

    private static Object stored(Object value) throws SQLException {
        return WRITER.stored(value, 7);
    }

    private static <T> T read(Object stored, Class<T> type) throws SQLException {
        return READER.as(type, stored, "c");
    }

    @Test
    void what_sqlite_stores_is_left_alone() throws SQLException {
        for (Object value : List.of("text", "", 5, 5L, Long.MIN_VALUE, 1.5, Double.NEGATIVE_INFINITY, new byte[] {1})) {
            assertThat(stored(value)).isSameAs(value);
        }
        assertThat(stored(null)).isNull();
    }

    @Test
    void anything_else_becomes_one_of_them() throws SQLException {
        UUID uuid = UUID.randomUUID();
        assertThat(stored((short) 5)).isEqualTo(5);
        assertThat(stored((byte) -5)).isEqualTo(-5);
        assertThat(stored(1.5f)).isEqualTo(1.5);
        assertThat(stored(true)).isEqualTo(1);
        assertThat(stored('x')).isEqualTo("x");
        assertThat(stored(new StringBuilder("x"))).isEqualTo("x");
        assertThat(stored(uuid)).isEqualTo(uuid.toString());
        assertThat(stored(DayOfWeek.MONDAY)).isEqualTo("MONDAY");
        assertThat(stored(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(stored(new BigDecimal("12345678901234567890.10"))).isEqualTo("12345678901234567890.10");
        assertThat(stored(new BigDecimal("1E+1000000000"))).isEqualTo("1E+1000000000");
        assertThat(stored(BigInteger.TEN)).isEqualTo(10L);
        assertThat(stored(BigInteger.TWO.pow(63))).isEqualTo("9223372036854775808");
        assertThat(stored(BigInteger.TWO.pow(63).negate())).isEqualTo(Long.MIN_VALUE);
        assertThat(stored(new AtomicLong(5))).isEqualTo(5L);
        assertThat(stored(Optional.of(true))).isEqualTo(1);
        assertThat(stored(Optional.empty())).isNull();
        assertThat(stored(Duration.ofSeconds(90))).isEqualTo("PT1M30S");
        assertThat(stored(Year.of(2026))).isEqualTo("2026");
        assertThat(stored(YearMonth.of(2026, 3))).isEqualTo("2026-03");
        assertThat(stored(ZoneId.of("Europe/Berlin"))).isEqualTo("Europe/Berlin");
        assertThat(stored(new StringReader("x"))).isEqualTo("x");
        assertThat(stored(new ByteArrayInputStream(new byte[] {1, 2}))).isEqualTo(new byte[] {1, 2});
        assertThat(stored(new MemoryBlob(new byte[] {1, 2}))).isEqualTo(new byte[] {1, 2});
        assertThat(stored(new MemoryClob("x"))).isEqualTo("x");
    }

    @Test
    void what_would_be_lost_is_refused() {
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> stored("half \ud83d"))
                .withMessageContaining("placeholder 7")
                .satisfies(it -> assertThat(it.getSQLState()).isEqualTo("22021"));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> stored(new StringReader("\udc00")));
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> stored(Double.NaN))
                .satisfies(it -> assertThat(it.getSQLState()).isEqualTo("22003"));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> stored(Float.NaN));
        for (Object value : List.of(List.of(1), new int[] {1}, new String[] {"a"})) {
            assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                    .isThrownBy(() -> stored(value))
                    .withMessageContaining("json_each");
        }
        for (Object value : List.of(new Object(), Map.of(), Thread.currentThread())) {
            assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                    .isThrownBy(() -> stored(value))
                    .withMessageContaining(value.getClass().getName())
                    .withMessageContaining("placeholder 7");
        }
    }

    @Test
    void a_type_converts_what_is_of_another_class() throws SQLException {
        assertThat(TYPED.stored(" 5 ", Types.INTEGER, 1)).isEqualTo(5L);
        assertThat(TYPED.stored(5.0, Types.BIGINT, 1)).isEqualTo(5L);
        assertThat(TYPED.stored(new BigDecimal("5.00"), Types.SMALLINT, 1)).isEqualTo(5L);
        assertThat(TYPED.stored(true, Types.INTEGER, 1)).isEqualTo(1);
        assertThat(TYPED.stored("1.5", Types.DOUBLE, 1)).isEqualTo(1.5);
        assertThat(TYPED.stored(3, Types.REAL, 1)).isEqualTo(3.0);
        assertThat(TYPED.stored("1.50", Types.DECIMAL, 1)).isEqualTo("1.50");
        assertThat(TYPED.stored(new BigDecimal("1.555"), Types.NUMERIC, 2, 1)).isEqualTo("1.56");
        assertThat(TYPED.stored(5, Types.NUMERIC, 2, 1)).isEqualTo("5.00");
        assertThat(TYPED.stored(5, Types.VARCHAR, 1)).isEqualTo("5");
        assertThat(TYPED.stored(new BigDecimal("1E+3"), Types.VARCHAR, 1)).isEqualTo("1000");
        assertThat(TYPED.stored("yes", Types.BOOLEAN, 1)).isEqualTo(1);
        assertThat(TYPED.stored(0, Types.BIT, 1)).isEqualTo(0);
        Timestamp timestamp = Timestamp.valueOf("2026-03-01 20:30:15.123");
        assertThat(TYPED.stored(timestamp, Types.DATE, 1)).isEqualTo("2026-03-01");
        assertThat(TYPED.stored(timestamp, Types.TIME, 1)).isEqualTo("20:30:15.123");
        assertThat(TYPED.stored(LocalDate.of(2026, 3, 1), Types.TIMESTAMP, 1)).isEqualTo("2026-03-01 00:00:00");
        assertThat(TYPED.stored(LocalDateTime.of(2026, 3, 1, 20, 30), Types.DATE, 1))
                .isEqualTo("2026-03-01");
        assertThat(TYPED.stored(Date.valueOf("2026-03-01"), Types.DATE, 1)).isEqualTo("2026-03-01");
        assertThat(TYPED.stored(Time.valueOf("20:30:15"), Types.TIME, 1)).isEqualTo("20:30:15");
        assertThat(TYPED.stored(LocalTime.NOON, Types.TIME, 1)).isEqualTo("12:00:00");
        assertThat(TYPED.stored(new byte[] {1}, Types.BLOB, 1)).isEqualTo(new byte[] {1});
        assertThat(TYPED.stored(new ByteArrayInputStream(new byte[] {1, 2, 3}), Types.BINARY, 2, 1))
                .isEqualTo(new byte[] {1, 2});
        assertThat(TYPED.stored(new StringReader("abc"), Types.CLOB, 2, 1)).isEqualTo("ab");
        assertThat(TYPED.stored("x", Types.OTHER, 1)).isEqualTo("x");
        assertThat(TYPED.stored("x", 3_001, 1)).isEqualTo("x");
        assertThat(TYPED.stored(null, Types.INTEGER, 1)).isNull();
        assertThat(TypedValues.code(JDBCType.BOOLEAN)).isEqualTo(Types.BOOLEAN);
    }

    @Test
    void a_few_letters_do_not_become_gigabytes() {
        for (String huge : List.of("1e999999999", "1e-999999999")) {
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> TYPED.stored(new BigDecimal(huge), Types.DECIMAL, 2, 3))
                    .withMessageContaining("placeholder 3");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(huge, BigInteger.class));
        }
    }

    @Test
    void a_type_that_a_value_cannot_have_is_refused() {
        for (Object value : List.of("five", "", 5.5, new BigDecimal("5.5"), BigInteger.TWO.pow(64))) {
            assertThatExceptionOfType(SQLDataException.class)
                    .as(value.toString())
                    .isThrownBy(() -> TYPED.stored(value, Types.INTEGER, 3))
                    .withMessageContaining("placeholder 3")
                    .withMessageContaining("INTEGER");
        }
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> TYPED.stored("perhaps", Types.BOOLEAN, 1));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> TYPED.stored("x", Types.DOUBLE, 1));
        for (int type : new int[] {Types.ARRAY, Types.REF, Types.SQLXML, Types.STRUCT, Types.ROWID}) {
            assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                    .isThrownBy(() -> TYPED.stored("x", type, 3))
                    .withMessageContaining("placeholder 3");
        }
    }

    @Test
    void a_length_is_exact() throws SQLException {
        assertThat(Streams.bytes(new ByteArrayInputStream(new byte[5]), 3, 1)).hasSize(3);
        assertThat(Streams.text(new StringReader("abcde"), 3, 1)).isEqualTo("abc");
        assertThat(Streams.text(new StringReader("x".repeat(100_000)), 1)).hasSize(100_000);
        assertThat(Streams.bytes(new ByteArrayInputStream(new byte[100_000]), 1))
                .hasSize(100_000);
        assertThat(Streams.bytes((InputStream) null, 1)).isNull();
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> Streams.bytes(new ByteArrayInputStream(new byte[5]), 6, 1))
                .withMessageContaining("after 5 bytes");
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> Streams.text(new StringReader("abc"), 4, 1))
                .withMessageContaining("after 3 characters");
        for (long wrong : new long[] {-1, Streams.LONGEST + 1, Long.MAX_VALUE}) {
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> Streams.bytes(InputStream.nullInputStream(), wrong, 1));
            assertThatExceptionOfType(SQLDataException.class)
                    .isThrownBy(() -> Streams.text(Reader.nullReader(), wrong, 1));
        }
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> Streams.bytes(
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("gone");
                            }
                        },
                        1))
                .withMessageContaining("gone")
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void a_stored_value_is_read_as_what_it_can_be() throws Exception {
        UUID uuid = UUID.randomUUID();
        assertThat(read(5, Object.class)).isEqualTo(5);
        assertThat(read(5, long.class)).isEqualTo(5L);
        assertThat(read(5L, Integer.class)).isEqualTo(5);
        assertThat(read(5.0, Short.class)).isEqualTo((short) 5);
        assertThat(read(5, Double.class)).isEqualTo(5.0);
        assertThat(read(5, String.class)).isEqualTo("5");
        assertThat(read(1.1, BigDecimal.class)).isEqualTo("1.1");
        assertThat(read("12345678901234567890.10", BigDecimal.class)).isEqualTo("12345678901234567890.10");
        assertThat(read("9223372036854775808", BigInteger.class)).isEqualTo(BigInteger.TWO.pow(63));
        assertThat(read(1, Boolean.class)).isTrue();
        assertThat(read("false", boolean.class)).isFalse();
        assertThat(read(uuid.toString(), UUID.class)).isEqualTo(uuid);
        assertThat(read("MONDAY", DayOfWeek.class)).isEqualTo(DayOfWeek.MONDAY);
        assertThat(read("x", Character.class)).isEqualTo('x');
        assertThat(read("PT1M30S", Duration.class)).isEqualTo(Duration.ofSeconds(90));
        assertThat(read("2026", Year.class)).isEqualTo(Year.of(2026));
        assertThat(read(2026, Year.class)).isEqualTo(Year.of(2026));
        assertThat(read("2026-03", YearMonth.class)).isEqualTo(YearMonth.of(2026, 3));
        assertThat(read("http://localhost/x", URL.class)).hasPath("/x");
        assertThat(read(new byte[] {1, 2}, byte[].class)).containsExactly(1, 2);
        assertThat(read("é", byte[].class)).hasSize(2);
        assertThat(read(new byte[] {1, 2}, Blob.class).getBytes(2, 9)).containsExactly(2);
        assertThat(read(new byte[] {1, 2}, InputStream.class).readAllBytes()).containsExactly(1, 2);
        assertThat(read("abc", Clob.class).getSubString(2, 9)).isEqualTo("bc");
        assertThat(read("abc", NClob.class).length()).isEqualTo(3);
        assertThat(read(null, Integer.class)).isNull();
    }

    @Test
    void what_it_cannot_be_is_refused_with_the_column_and_the_value() {
        assertThatIsRefused("x", Integer.class, "22018");
        assertThatIsRefused(5.5, Integer.class, "22003");
        assertThatIsRefused(1L << 40, Integer.class, "22003");
        assertThatIsRefused(2, Boolean.class, "22018");
        assertThatIsRefused("maybe", Boolean.class, "22018");
        assertThatIsRefused("x", UUID.class, "22018");
        assertThatIsRefused("SUNDAYS", DayOfWeek.class, "22018");
        assertThatIsRefused("xy", Character.class, "22018");
        assertThatIsRefused("x", BigDecimal.class, "22018");
        assertThatIsRefused(new byte[5], String.class, "22018");
        assertThatIsRefused(5, Blob.class, "22018");
        assertThatExceptionOfType(SQLFeatureNotSupportedException.class).isThrownBy(() -> read("x", Array.class));
        assertThatExceptionOfType(SQLFeatureNotSupportedException.class).isThrownBy(() -> read("x", SQLXML.class));
        assertThatExceptionOfType(SQLFeatureNotSupportedException.class).isThrownBy(() -> read("x", Thread.class));
    }

    private static void assertThatIsRefused(Object stored, Class<?> type, String state) {
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> read(stored, type))
                .withMessageContaining("column c")
                .withMessageContaining(stored instanceof byte[] ? "5 bytes" : stored.toString())
                .satisfies(it -> assertThat(it.getSQLState()).isEqualTo(state));
    }

    @Test
    void a_number_is_cut_to_no_smaller_type() throws SQLException {
        assertThat(Narrowing.toInt(Integer.MIN_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(Narrowing.toShort(-5, 1)).isEqualTo((short) -5);
        assertThat(Narrowing.toByte(127, 1)).isEqualTo((byte) 127);
        assertThatExceptionOfType(SQLDataException.class)
                .isThrownBy(() -> Narrowing.toInt(1L << 31, 4))
                .withMessageContaining("column 4");
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> Narrowing.toShort(40_000, 1));
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> Narrowing.toByte(128, 1));
    }
}
