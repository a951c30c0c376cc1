package io.litestack.core.internal.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writers are asked to write later what can be, before any is slowed. */
@Timeout(30)
class WriteThrottleTest {
    private static final long NO_WAIT = 0;
    private static final int SHORT = 10_000_000;
    private static final int LONG = 20_000_000;

    @TempDir
    Path folder;

    private final AtomicLong time = new AtomicLong();
    private final WriteThrottle throttle = new WriteThrottle(time::get, () -> {});
    private WriteConnection writer;

    @BeforeEach
    void open() throws SQLException {
        Path file = folder.resolve("app.db");
        StoreConfig config =
                StoreConfig.builder(file).checkpoint(Checkpoint.EXTERNAL).build();
        FileGuard.prepare(file);
        ConnectionFactory connections = new ConnectionFactory(config);
        writer = new WriteConnection(file, config.ticker(), e -> {}, connections::openWriter, connections.openFirst());
        writer.begin(NO_WAIT);
        writer.current().run("create table blob(content blob)");
        writer.commit(true);
        throttle.watch();
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
    }

    @Test
    void the_log_is_long_from_the_first_writer_who_sees_it_so_until_it_is_copied() throws SQLException {
        write(SHORT);
        assertThat(isLongForTheNextWriter()).isFalse();
        write(LONG - SHORT);
        assertThat(throttle.isLogLong()).as("before anybody has looked").isFalse();
        assertThat(isLongForTheNextWriter()).isTrue();
        throttle.copied();
        assertThat(throttle.isLogLong()).isFalse();
    }

    @Test
    void while_a_checkpoint_goes_on_it_stays_long() throws SQLException {
        write(LONG);
        assertThat(isLongForTheNextWriter()).isTrue();
        throttle.limit(LONG, LONG / 2);
        assertThat(throttle.isLogLong()).isTrue();
        assertThat(isLongForTheNextWriter()).isTrue();
        throttle.relax();
        assertThat(throttle.isLogLong()).isFalse();
    }

    @Test
    void a_log_that_waiting_does_not_make_shorter_is_not_waited_for() throws SQLException {
        write(LONG);
        assertThat(isLongForTheNextWriter()).isTrue();
        throttle.limitHeldUp(LONG);
        assertThat(throttle.isLogLong()).isFalse();
        assertThat(isLongForTheNextWriter()).isFalse();
        throttle.limit(LONG, LONG);
        assertThat(isLongForTheNextWriter()).isTrue();
        throttle.lift();
        assertThat(throttle.isLogLong()).isFalse();
    }

    private void write(int bytes) throws SQLException {
        writer.begin(NO_WAIT);
        writer.current().run("insert into blob values (zeroblob(" + bytes + "))");
        writer.commit(true);
    }

    private boolean isLongForTheNextWriter() {
        time.addAndGet(1_000_000_000);
        throttle.admit(writer);
        return throttle.isLogLong();
    }
}
