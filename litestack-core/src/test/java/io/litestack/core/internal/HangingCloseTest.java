package io.litestack.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.Store;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreConfig;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testing.Background;
import io.litestack.core.testing.LeakCheck;
import io.litestack.core.testing.Signal;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A file whose close hangs, for those who want to open it again. */
@Timeout(60)
class HangingCloseTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    /** Closes with its store, when it is told to. */
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
        StoreInternals.of(store).companion(Stubborn.class, it -> stubborn);
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
}
