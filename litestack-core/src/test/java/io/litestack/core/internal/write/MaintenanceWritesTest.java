package io.litestack.core.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.internal.StoreEngine;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store itself does with the writer is watched as everything else is. */
@Timeout(120)
class MaintenanceWritesTest {
    private static final String ENDLESS =
            "with recursive c(i) as (select 1 union all select i + 1 from c) select count(*) from c";

    @TempDir
    Path folder;

    private final Signal reported = new Signal("the hold of the writer is reported");
    private final AtomicReference<String> holder = new AtomicReference<>();
    private StoreEngine engine;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        StoreListener listener = new StoreListener() {
            @Override
            public void onSlowTransaction(Path file, String thread, StackTraceElement[] stack, long heldNanos) {
                holder.set(thread);
                reported.give();
            }
        };
        Path file = Files.createFile(folder.resolve("app.db"));
        engine = new StoreEngine(StoreConfig.builder(file).listener(listener).build(), null);
        store = engine.store();
        store.execute("create table t(id integer primary key)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_change_that_takes_too_long_is_interrupted_and_rolled_back() {
        MaintenanceWrites writes = engine.parts().maintenanceWrites;

        assertThatThrownBy(() -> writes.locked(writer -> writes.change(
                        connection -> {
                            connection.runOnce("insert into t values (1)");
                            connection.runOnce(ENDLESS);
                        },
                        MaintenanceWrites.BEGIN_WAIT_NANOS)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("INTERRUPT");
        store.execute("insert into t values (2)");
        assertThat(store.query("select id from t", row -> row.getLong(1))).containsExactly(2L);
    }

    @Test
    void a_long_hold_by_the_maintenance_is_reported() throws SQLException {
        engine.parts().maintenanceWrites.locked(writer -> {
            reported.await();
            return writer;
        });
        assertThat(holder).hasValue(Thread.currentThread().getName());
    }

    @Test
    void a_long_hold_by_a_command_is_reported() {
        engine.commands()
                .execute(
                        statements -> {
                            reported.await();
                            return 1;
                        },
                        Ack.DURABLE);
        assertThat(holder).hasValue(Thread.currentThread().getName());
    }
}
