package io.litestack.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.read.ReaderPool;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Recorder;
import io.litestack.core.testkit.Signal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/** A file whose close hangs, for those who want to open it again. */
@Timeout(120)
class HangingCloseTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    /** Closes with its store, when it is asked to. */
    private record Stubborn(Signal isClosing, Signal end) implements AutoCloseable {
        @Override
        public void close() {
            isClosing.give();
            end.awaitUninterruptibly();
        }
    }

    @Test
    void it_can_be_opened_again_once_it_is_closed_and_waiting_for_that_has_an_end() {
        StoreConfig config = StoreConfig.builder(folder.resolve("a.db"))
                .waitTimeout(Duration.ofMillis(50))
                .closeTimeout(Duration.ofMillis(50))
                .build();
        Stubborn stubborn = new Stubborn(new Signal("it is closing"), new Signal("it may be closed"));
        Store store = Store.open(config);
        StoreInternals.of(store).attachment(Stubborn.class, it -> stubborn);
        Background<Void> close = Background.run("closer", store::close);
        stubborn.isClosing().await();
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> Store.open(config))
                .withMessageStartingWith(
                        "timed out after 100 ms: this process is still opening or closing " + config.path());
        stubborn.end().give();
        close.result();
        try (Store again = Store.open(config)) {
            assertThat(again.integrityCheck()).isEmpty();
        }
    }

    /** Stands in a call of SQLite's, where an interrupt of a statement is not looked at, until it may go on. */
    private static final class Blocked extends Function {
        final Signal begun = new Signal("the statement stands in SQLite");
        final Signal end = new Signal("it may go on");

        @Override
        protected void xFunc() throws SQLException {
            begun.give();
            end.awaitUninterruptibly();
            result(1);
        }
    }

    @Test
    void a_statement_that_cannot_be_interrupted_holds_the_close_up_no_longer_than_its_limit() throws SQLException {
        Recorder listener = new Recorder();
        StoreConfig config = StoreConfig.builder(folder.resolve("a.db"))
                .readers(1)
                .waitTimeout(Duration.ofMillis(50))
                .closeTimeout(Duration.ofMillis(50))
                .listener(listener)
                .build();
        Store store = Store.open(config);
        Blocked blocked = new Blocked();
        StoreEngine engine = (StoreEngine) store.<StoreInternals, RuntimeException>write(
                tx -> TransactionInternals.of(tx).store());
        ReaderPool readers = engine.parts().readers;
        store.query("select 1", row -> row.getLong(1));
        Function.create(readers.all().iterator().next().connection().driver(), "blocked", blocked);
        Background<Void> reading =
                Background.run("blind", () -> store.query("select blocked()", row -> row.getLong(1)));
        blocked.begun.await();

        store.close();

        assertThat(reading.isDone()).isFalse();
        assertThat(listener.closeTimeouts).isNotEmpty().first().asString().contains("blind");
        assertThatExceptionOfType(StoreBusyException.class).isThrownBy(() -> Store.open(config));
        blocked.end.give();
        reading.join();
        Eventually.until("it can be opened again", () -> canBeOpened(config));
    }

    private static boolean canBeOpened(StoreConfig config) {
        try (Store again = Store.open(config)) {
            return again.integrityCheck().isEmpty();
        } catch (StoreBusyException e) {
            return false;
        }
    }
}
