package io.litestack.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.Store;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks and their like, kept by the cache on SQLite. */
@Timeout(120)
class SqliteCoordinationTest extends CoordinationContract {
    @Override
    CacheConfig.Builder config() {
        return SqliteCacheTest.on(this);
    }

    @Override
    int waitersOf(String lock) {
        List<Long> rows =
                CacheProbe.of(cache).store().query("select count(*) from litecache_tickets", row -> row.getLong(1));
        return (int) (rows.get(0) - 1);
    }

    @Test
    void a_lock_is_refused_inside_a_write_of_the_same_file() {
        Store store = CacheProbe.of(cache).store();
        store.useWrite(tx -> assertThatThrownBy(() -> cache.lock("l").tryAcquire())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("acquire it first"));
    }
}
