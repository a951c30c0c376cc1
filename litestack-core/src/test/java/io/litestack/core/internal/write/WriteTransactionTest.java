package io.litestack.core.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.TimeLimitException;
import io.litestack.core.WriteOptions;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Background;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a transaction ends that others end: the watchdog, the close of the store, or an error. */
@Timeout(120)
class WriteTransactionTest {
    @TempDir
    Path folder;

    private Store other;
    private WriteConnection connection;
    private WriteTransaction transaction;

    @BeforeEach
    void begin() throws SQLException {
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db")).build();
        FileGuard.prepare(config.path());
        ConnectionFactory connections = new ConnectionFactory(config);
        connection = new WriteConnection(
                config.path(), config.ticker(), e -> {}, connections::openWriter, connections.openFirst());
        connection.begin(0);
        connection.current().run("create table note(id integer primary key)");
        connection.commit(true);
        other = Store.open(folder.resolve("other.db")); // only to have something for its modules
        transaction = new WriteTransaction(
                new StoreContext(config), StoreInternals.of(other), connection, WriteOptions.standard(), true);
        transaction.begin(0, 0);
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        connection.close();
    }

    private long notes() throws SQLException {
        return connection.current().single("select count(*) from note");
    }

    /** Ends it from another thread while a command is busy on it, so that it is not rolled back yet. */
    private void whileBusy(Runnable ends) {
        transaction.run(statements -> {
            Background.run("another", ends::run).result();
            return 0;
        });
    }

    @Test
    void once_one_of_them_has_rolled_it_back_its_thread_can_only_learn_that() throws SQLException {
        transaction.execute("insert into note default values");
        assertThat(transaction.expire()).isTrue();
        assertThat(transaction.isRolledBack()).isTrue();
        assertThat(transaction.expire()).isFalse();
        assertThat(transaction.stop()).isFalse();
        transaction.rollback();
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> transaction.execute("insert into note default values"));
        assertThatExceptionOfType(TimeLimitException.class).isThrownBy(transaction::commit);
        assertThat(notes()).isZero();
    }

    @Test
    void while_it_is_used_it_is_doomed_and_rolled_back_by_its_own_thread() throws SQLException {
        transaction.execute("insert into note default values");
        whileBusy(() -> assertThat(transaction.expire()).isFalse());
        assertThat(transaction.isRolledBack()).isFalse();
        assertThatExceptionOfType(TimeLimitException.class).isThrownBy(transaction::commit);
        assertThat(transaction.isRolledBack()).isTrue();
        assertThat(notes()).isZero();
    }

    @Test
    void that_the_store_is_closed_is_the_reason_whatever_the_watchdog_finds_before_or_after() {
        whileBusy(() -> {
            transaction.expire();
            transaction.stop();
            transaction.expire();
        });
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> transaction.execute("insert into note default values"));
        assertThatExceptionOfType(ClosedException.class).isThrownBy(transaction::commit);
    }

    @Test
    void one_that_an_error_has_ended_cannot_commit_and_names_the_error() throws SQLException {
        transaction.doom(new StoreException("half of it is missing", null));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> transaction.execute("insert into note default values"))
                .withMessageContaining("half of it is missing");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(transaction::commit)
                .withMessageContaining("half of it is missing");
        assertThat(transaction.isRolledBack()).isTrue();
        assertThat(notes()).isZero();
    }

    @Test
    void one_that_has_committed_cannot_be_ended() throws SQLException {
        transaction.execute("insert into note default values");
        transaction.commit();
        assertThat(transaction.expire()).isFalse();
        assertThat(transaction.stop()).isFalse();
        transaction.rollback();
        assertThat(transaction.isRolledBack()).isFalse();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> transaction.execute("insert into note default values"))
                .withMessageContaining("has ended");
        assertThat(notes()).isEqualTo(1);
    }
}
