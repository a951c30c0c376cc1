package io.litestack.core.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import io.litestack.core.testkit.Shell;
import io.litestack.core.testkit.StoreEvents;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/** A write connection that answers nothing any more is replaced, and the log, which its end might empty, stays. */
@Timeout(120)
class ReplacedConnectionTest {
    private static final long NO_WAIT = 0;

    @TempDir
    Path folder;

    private final StoreEvents heard = new StoreEvents();
    private boolean canOpen = true;
    private Path file;
    private WriteConnection writer;

    @BeforeEach
    void write() throws SQLException {
        file = folder.resolve("app.db");
        StoreConfig config =
                StoreConfig.builder(file).checkpoint(Checkpoint.EXTERNAL).build();
        FileGuard.prepare(file);
        ConnectionFactory connections = new ConnectionFactory(config);
        WriteConnection.Opener opener = () -> {
            if (!canOpen) {
                throw new SQLException("too many open files");
            }
            return connections.openWriter();
        };
        writer = new WriteConnection(
                file, config.ticker(), e -> heard.onWriterReopened(file, e), opener, connections.openFirst());
        writer.begin(NO_WAIT);
        writer.current().run("create table note(id integer primary key)");
        writer.commit(true);
    }

    @Test
    void the_next_transaction_has_a_new_connection_and_the_log_is_still_there() throws SQLException {
        writer.begin(NO_WAIT);
        breakConnection();
        writer.rollback();

        heard.await("writer-reopened");
        insertsAgain();
    }

    @Test
    void a_rollback_throws_nothing_even_if_no_new_connection_can_be_opened_and_the_log_is_still_there()
            throws SQLException {
        writer.begin(NO_WAIT);
        breakConnection();
        canOpen = false;
        writer.rollback();

        assertThatThrownBy(() -> writer.begin(NO_WAIT))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("too many open files");
        assertThat(Shell.log(file)).isNotEmptyFile();
        canOpen = true;
        insertsAgain();
        assertThat(heard.await("writer-reopened")).contains("SQLITE_INTERRUPT");
    }

    @Test
    void a_connection_whose_settings_a_caller_changed_is_replaced_before_its_next_use() throws SQLException {
        for (String pragma : List.of("query_only=ON", "locking_mode=EXCLUSIVE", "threads=2")) {
            CachedConnection before = writer.current();
            String value = before.pragma(pragma.substring(0, pragma.indexOf('=')));
            writer.begin(NO_WAIT);
            before.settings().watch();
            before.runOnce("PRAGMA " + pragma);
            writer.commit(false);
            writer.begin(NO_WAIT);
            assertThat(writer.current()).as(pragma).isNotSameAs(before);
            assertThat(writer.current().pragma(pragma.substring(0, pragma.indexOf('='))))
                    .isEqualTo(value);
            writer.rollback();
            assertThat(heard.await("writer-reopened")).contains("changed the settings");
        }
        insertsAgain();
    }

    @Test
    void a_transaction_that_an_error_left_open_is_ended_before_the_next_begins() throws SQLException {
        writer.begin(NO_WAIT);
        writer.current().run("insert into note default values");
        writer.begin(NO_WAIT);
        writer.commit(false);
        insertsAgain();
    }

    private void insertsAgain() throws SQLException {
        assertThat(Shell.log(file)).isNotEmptyFile();
        writer.begin(NO_WAIT);
        writer.current().run("insert into note default values");
        writer.commit(true);
        assertThat(writer.current().single("select count(*) from note")).isEqualTo(1);
        writer.close();
    }

    /** From here on every statement is interrupted, ROLLBACK too. */
    private void breakConnection() throws SQLException {
        ProgressHandler.setHandler(writer.current().driver(), 1, new ProgressHandler() {
            @Override
            protected int progress() {
                return 1;
            }
        });
    }
}
