package io.litestack.db.internal.jdbc.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ClosedException;
import io.litestack.core.ConfigException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.TimeLimitException;
import io.litestack.db.MappingException;
import java.sql.BatchUpdateException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which exception of JDBC becomes of which failure. */
class JdbcErrorsTest {
    /** An SQLException is a Throwable and an Iterable of them. */
    private static AbstractThrowableAssert<?, ?> that(Throwable e) {
        return assertThat(e);
    }

    private static void assertThatIs(Exception failure, Class<? extends SQLException> type, String state, int code) {
        SQLException e = JdbcErrors.of(failure);
        that(e).as(failure.toString()).isExactlyInstanceOf(type).hasMessage(failure.getMessage());
        assertThat(e.getSQLState()).as(failure.toString()).isEqualTo(state);
        assertThat(e.getErrorCode()).as(failure.toString()).isEqualTo(code);
        assertThat(e.getCause()).as(failure.toString()).isSameAs(failure);
        that(JdbcErrors.of(e)).isSameAs(e);
    }

    @Test
    void each_exception_of_litestack_has_one_of_jdbc() {
        assertThatIs(new ClosedException("m", null), SQLNonTransientConnectionException.class, "08003", 0);
        assertThatIs(new StoreBusyException("m", null), SQLTransactionRollbackException.class, "40001", 5);
        assertThatIs(new TimeLimitException("m", null), SQLTimeoutException.class, "57014", 0);
        assertThatIs(new StoreInterruptedException("m", null), SQLTransientException.class, "57014", 0);
        assertThatIs(new OutcomeUnknownException("m", null), SQLNonTransientConnectionException.class, "08007", 0);
        assertThatIs(new StorageFullException("m", null), SQLNonTransientException.class, "53100", 13);
        assertThatIs(new MappingException("m", null), SQLDataException.class, "22018", 0);
        assertThatIs(new ConfigException("m", List.of("p")), SQLNonTransientConnectionException.class, "08001", 0);
        assertThatIs(new StoreException("m", null), SQLException.class, "HY000", 0);
    }

    @Test
    void mistakes_of_the_caller_are_told_by_the_jdks_exceptions() {
        assertThatIs(new IllegalArgumentException("m"), SQLSyntaxErrorException.class, "42000", 0);
        assertThatIs(new IllegalStateException("m"), SQLNonTransientException.class, "HY010", 0);
        SQLException index = JdbcErrors.of(new ArrayIndexOutOfBoundsException("Index 4 out of bounds for length 3"));
        assertThat(index.getSQLState()).isEqualTo("07009");
        that(index).hasMessageContaining("5");
        assertThat(JdbcErrors.of(new NullPointerException("m")).getSQLState()).isEqualTo("HY000");
        SQLException wrapped = JdbcErrors.of(new SQLException("outer", new IllegalArgumentException("inner")));
        that(wrapped).hasMessage("outer");
        assertThat(wrapped.getSQLState()).isEqualTo("42000");
    }

    @ParameterizedTest
    @CsvSource({
        "19, 2067, 23505, SQLIntegrityConstraintViolationException",
        "19, 2579, 23505, SQLIntegrityConstraintViolationException",
        "5, 517, 40001, SQLTransactionRollbackException",
        "6, 262, 40001, SQLTransactionRollbackException",
        "4, 516, 40000, SQLTransactionRollbackException",
        "4, 4, 57014, SQLTransientException",
        "9, 9, 57014, SQLTransientException",
        "8, 1032, 25006, SQLFeatureNotSupportedException",
        "13, 13, 53100, SQLNonTransientException",
        "10, 1034, 58030, SQLNonTransientException",
        "14, 14, 58030, SQLNonTransientException",
        "11, 267, XX001, SQLNonTransientConnectionException",
        "26, 26, XX001, SQLNonTransientConnectionException",
        "7, 7, 53200, SQLTransientException",
        "18, 18, 22001, SQLDataException",
        "20, 20, 22018, SQLDataException",
        "21, 21, HY010, SQLNonTransientException",
        "25, 25, 07009, SQLNonTransientException",
        "23, 23, 42501, SQLSyntaxErrorException",
        "1, 1, 42000, SQLSyntaxErrorException"
    })
    void an_error_of_sqlite_is_known_by_its_code(int primary, int extended, String state, String type) {
        for (Exception failure : List.of(
                new SQLException("m", null, extended),
                new StoreException("m", new SQLException("m", null, extended)),
                new SQLException("m", new StoreException("m", new SQLException("m", null, extended))))) {
            SQLException e = JdbcErrors.of(failure);
            assertThat(e.getSQLState()).isEqualTo(state);
            assertThat(e.getErrorCode()).isEqualTo(primary);
            assertThat(e.getClass().getSimpleName()).isEqualTo(type);
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            StoreException.class, it -> assertThat(it.code()).isEqualTo(extended));
        }
    }

    @Test
    void a_wrong_statement_is_wrong_also_if_the_schema_has_just_changed() {
        SQLException changed = new SQLException("The database schema changed (no such table: nobody)", null, 17);
        assertThat(JdbcErrors.of(changed).getSQLState()).isEqualTo("42S02");
        assertThat(JdbcErrors.of(new SQLException("The database schema changed", null, 17))
                        .getSQLState())
                .isEqualTo("40001");
    }

    @Test
    void a_batch_is_told_apart_by_its_cause() {
        BatchUpdateException e =
                JdbcErrors.ofBatch(new SQLException("m", null, 787), 2, new long[] {1, Long.MAX_VALUE});
        that(e).hasMessage("row 3 of the batch: m");
        assertThat(e.getSQLState()).isEqualTo("23503");
        assertThat(e.getErrorCode()).isEqualTo(19);
        assertThat(e.getLargeUpdateCounts()).containsExactly(1, Long.MAX_VALUE);
        assertThat(e.getNextException().getSQLState()).isEqualTo("23503");
    }
}
