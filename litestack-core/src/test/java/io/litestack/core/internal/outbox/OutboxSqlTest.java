package io.litestack.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.outbox.Inbox;
import io.litestack.core.spi.outbox.Outbox;
import io.litestack.core.spi.outbox.Relay;
import io.litestack.core.testkit.LeakCheck;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every statement can be prepared, and none reads a whole table but those that are meant to. */
@ExtendWith(LeakCheck.class)
class OutboxSqlTest {
    /** They run once for each file that is attached, or when somebody asks; the table has a row for each opening. */
    private static final Set<String> MAY_SCAN = Set.of("PRUNED", "RECORDED", "COUNT", "REMOVE_COUNT");

    @TempDir
    Path folder;

    @Test
    void no_statement_scans_what_grows() throws Exception {
        try (Store store = Store.open(folder.resolve("app.db"))) {
            Outbox.of(store).size("x");
            Inbox.of(store).recorded(1);
            Relay.open(store, "x", (tx, row) -> {}).close();
            for (Class<?> statements : List.of(OutboxSql.class, RelaySql.class)) {
                for (Field field : statements.getDeclaredFields()) {
                    String plan = plan(store, (String) field.get(null));
                    assertThat(plan.contains("SCAN litestack_") && !MAY_SCAN.contains(field.getName()))
                            .as("%s: %s", field.getName(), plan)
                            .isFalse();
                }
            }
        }
    }

    private static String plan(Store store, String sql) {
        return store.write(tx -> {
            List<String> steps = new ArrayList<>();
            try (var statement = tx.connection().prepareStatement("explain query plan " + sql);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    steps.add(rows.getString(4));
                }
            } catch (SQLException e) {
                throw new AssertionError(sql, e);
            }
            return String.join("; ", steps);
        });
    }
}
