package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The small types: levels, options and exceptions. */
@Timeout(60)
class SettingsTest {
    @ParameterizedTest
    @CsvSource({
        "off,OFF",
        "OFF,OFF",
        "0,OFF",
        "normal,NORMAL",
        "Normal,NORMAL",
        "1,NORMAL",
        "full,FULL",
        "' FULL ',FULL",
        "2,FULL"
    })
    void a_level_is_read_in_any_spelling(String text, Sync level) {
        assertThat(Sync.parse(text)).isEqualTo(level);
        assertThat(Sync.parse(Integer.toString(level.level()))).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "-1", "extra", "true", "of", "01"})
    void another_level_is_refused_with_the_known_ones(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sync.parse(text))
                .withMessageContaining("off, normal or full")
                .withMessageContaining('"' + text + '"');
    }

    @Test
    void options_are_copied_not_changed() {
        WriteOptions options = WriteOptions.synced().withWaitTimeout(Duration.ofMillis(1));
        assertThat(options.isSynced()).isTrue();
        assertThat(options.waitTimeout()).contains(Duration.ofMillis(1));
        assertThat(options.withTransactionTimeout(Duration.ofMillis(2)).transactionTimeout())
                .contains(Duration.ofMillis(2));
        assertThat(options.withTransactionTimeout(Duration.ofMillis(2)).waitTimeout())
                .contains(Duration.ofMillis(1));
        assertThat(options.transactionTimeout()).isEmpty();
        assertThat(WriteOptions.standard().isSynced()).isFalse();
        assertThat(WriteOptions.standard().waitTimeout()).isEmpty();
    }

    @Test
    void options_without_time_are_refused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> WriteOptions.standard().withWaitTimeout(Duration.ZERO))
                .withMessageContaining("waitTimeout");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> WriteOptions.standard().withTransactionTimeout(Duration.ofSeconds(-1)))
                .withMessageContaining("transactionTimeout");
    }

    @Test
    void an_exception_carries_the_code_of_the_nearest_sqlite_error_below_it() {
        SQLException busy = new SQLiteException("locked", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT);
        assertThat(new StoreException("", null).code()).isZero();
        assertThat(new StoreException("", new RuntimeException()).code()).isZero();
        assertThat(new StoreException("", busy).code()).isEqualTo(517);
        assertThat(new StoreException("", new RuntimeException(busy)).code()).isEqualTo(517);
        assertThat(new StoreException("", new SQLException("", "", 19)).code()).isEqualTo(19);
        StoreException inner = new StoreException("", busy);
        assertThat(new StorageFullException("", inner).code()).isEqualTo(517);
    }

    @Test
    void all_exceptions_have_one_root_and_those_of_the_disk_are_store_exceptions() {
        assertThat(List.of(
                        new StoreBusyException("a", null),
                        new StorageFullException("a", null),
                        new OutcomeUnknownException("a", null),
                        new TimeLimitException("a", null),
                        new StoreInterruptedException("a", null)))
                .allMatch(StoreException.class::isInstance)
                .allMatch(LitestackException.class::isInstance);
        assertThat(List.of(
                        new ClosedException("a", null),
                        new CodecException("a", null),
                        new ConfigException("a", List.of("b"))))
                .allMatch(LitestackException.class::isInstance)
                .noneMatch(StoreException.class::isInstance);
        assertThat(new ConfigException("StoreConfig", List.of("one", "two")))
                .hasMessage("StoreConfig: 2 problems\n  - one\n  - two");
    }
}
