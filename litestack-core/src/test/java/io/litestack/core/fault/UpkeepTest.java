package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Pairs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The upkeep of the file happens among everybody's writes. */
class UpkeepTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(30)
    void free_pages_are_given_back_and_nobody_fails_by_it() {
        Path file = folder.resolve("app.db");
        try (Store store = Store.open(file)) {
            Pairs.createTables(store);
            Pairs.write(store, 1, 4_000_000);
            store.execute("delete from left_half");
            store.execute("delete from right_half");
        }
        try (Store store = Store.open(file)) {
            long before = pages(store);
            assertThat(before).isGreaterThan(500);
            List<CompletableFuture<Long>> writes = new ArrayList<>();
            for (long id = 1; pages(store) > before - 200; id++) {
                writes.add(Pairs.submit(store, id, 10));
            }
            assertThat(writes).allSatisfy(CompletableFuture::join);
        }
    }

    private static long pages(Store store) {
        return store.queryFirst("select page_count from pragma_page_count", row -> row.getLong(1))
                .orElseThrow();
    }
}
