package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** When there is nothing to do the maintenance sleeps until somebody writes, however long the log is. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class IdleMaintenanceTest {
    private static final int LONG_LOG = 20_000_000;

    @TempDir
    Path folder;

    @Test
    void a_long_log_that_is_copied_and_that_a_reader_keeps_wakes_nobody() throws Exception {
        Path file = folder.resolve("app.db");
        try (Store store = Store.open(file)) {
            store.execute("create table blob(content blob)");
            // it writes statistics once, which a reader that has begun by then would keep from being copied
            Eventually.until("all is looked at", () -> maintenance().getState() == Thread.State.WAITING);
            store.execute("insert into blob values (zeroblob(" + LONG_LOG + "))");
            store.useRead(snapshot -> {
                assertThat(snapshot.queryFirst("select count(*) from blob", row -> row.getLong(1)))
                        .contains(1L);
                Eventually.until("the maintenance sleeps", () -> maintenance().getState() == Thread.State.WAITING);
            });
            store.execute("insert into blob values (zeroblob(10))");
            Eventually.until("it has copied that as well", () -> maintenance().getState() == Thread.State.WAITING);
            assertThat(Files.size(file)).isGreaterThan(LONG_LOG);
        }
    }

    /** It waits without a timeout if nothing is to be done. */
    private static Thread maintenance() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().startsWith("litestack-app-maintenance"))
                .findAny()
                .orElseThrow();
    }
}
