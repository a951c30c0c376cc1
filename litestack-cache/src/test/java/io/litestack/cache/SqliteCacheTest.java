package io.litestack.cache;

import io.litestack.cache.internal.CacheProbe;
import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** The contracts, kept by the cache on SQLite. */
@Timeout(120)
class SqliteCacheTest {
    static CacheConfig.Builder on(CacheContract test) {
        return configOn(test.folder, test.time);
    }

    static CacheConfig.Builder configOn(Path folder, TestTime time) {
        return CacheConfig.builder(
                store(folder, time).applicationId(CacheConfig.APPLICATION_ID).build());
    }

    /** Nobody waits in vain; a machine that stands still now and then is no reason to give up. */
    private static StoreConfig.Builder store(Path folder, TestTime time) {
        return StoreConfig.builder(folder.resolve("cache.db"))
                .sync(Sync.OFF)
                .waitTimeout(Duration.ofMinutes(1))
                .clock(time)
                .ticker(time);
    }

    /** In a file of the application. */
    static CacheConfig.Builder shared(Path folder, TestTime time) {
        return CacheConfig.builder(store(folder, time).build());
    }

    /** Does at once what is done every few seconds. */
    static void collectVisits(Cache cache) {
        CacheProbe.of(cache).collectVisits();
    }

    static CacheConfig.Builder withoutHeap(CacheContract test) {
        return on(test).heapSizeBytes(0);
    }

    static CacheConfig.Builder strict(CacheContract test) {
        return on(test).coherence(Coherence.STRICT);
    }

    @Nested
    class Values extends ValueContract {
        @Override
        CacheConfig.Builder config() {
            return on(this).maxSizeBytes(512 << 20);
        }
    }

    @Nested
    class ValuesWithoutHeap extends ValueContract {
        @Override
        CacheConfig.Builder config() {
            return withoutHeap(this).maxSizeBytes(512 << 20);
        }
    }

    @Nested
    class ValuesStrictly extends ValueContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this).maxSizeBytes(512 << 20);
        }
    }

    @Nested
    class Expiry extends ExpiryContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }
    }

    @Nested
    class ExpiryWithoutHeap extends ExpiryContract {
        @Override
        CacheConfig.Builder config() {
            return withoutHeap(this);
        }
    }

    @Nested
    class Conditions extends ConditionContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }
    }

    @Nested
    class ConditionsWithoutHeap extends ConditionContract {
        @Override
        CacheConfig.Builder config() {
            return withoutHeap(this);
        }
    }

    @Nested
    class ConditionsStrictly extends ConditionContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this);
        }
    }

    @Nested
    class Loading extends LoadingContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }
    }

    @Nested
    class LoadingWithoutHeap extends LoadingContract {
        @Override
        CacheConfig.Builder config() {
            return withoutHeap(this);
        }
    }

    @Nested
    class LoadingStrictly extends LoadingContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this);
        }
    }

    @Nested
    class Refreshing extends RefreshContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }
    }

    @Nested
    class RefreshingWithoutHeap extends RefreshContract {
        @Override
        CacheConfig.Builder config() {
            return withoutHeap(this);
        }
    }

    @Nested
    class RefreshingStrictly extends RefreshContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this);
        }
    }

    @Nested
    class Invalidation extends InvalidationContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }
    }

    @Nested
    class InvalidationWithoutHeap extends InvalidationContract {
        @Override
        CacheConfig.Builder config() {
            return withoutHeap(this);
        }
    }

    @Nested
    class InvalidationStrictly extends InvalidationContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this);
        }
    }

    @Nested
    class Transactions extends TransactionContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }

        @Override
        Store openStore() {
            return Store.open(folder.resolve("app.db"));
        }
    }

    @Nested
    class TransactionsStrictly extends TransactionContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this);
        }

        @Override
        Store openStore() {
            return Store.open(folder.resolve("app.db"));
        }
    }

    @Nested
    class TransactionsOfTheSameFile extends TransactionContract {
        @Override
        CacheConfig.Builder config() {
            return shared(folder, time);
        }

        @Override
        Store openStore() {
            return Store.open(config().build().store());
        }
    }

    @Nested
    class Instances extends CoherenceContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }

        @Override
        void settle() {
            opened().forEach(Cache::flush);
            time.pass(Duration.ofMillis(6));
        }

        @Override
        void closeTheEyesOf(Cache instance, Runnable work) {
            CacheProbe.of(instance).withoutApplier(work);
        }

        @Override
        void forgetTheLog(Cache of) {
            CacheProbe.of(of)
                    .store()
                    .execute("delete from litecache_log where seq < (select max(seq) from litecache_log)");
        }
    }

    @Nested
    class InstancesStrictly extends CoherenceContract {
        @Override
        CacheConfig.Builder config() {
            return strict(this);
        }

        @Override
        void settle() {
            opened().forEach(Cache::flush);
        }

        @Override
        void closeTheEyesOf(Cache instance, Runnable work) {
            CacheProbe.of(instance).withoutApplier(work);
        }

        @Override
        void forgetTheLog(Cache of) {
            CacheProbe.of(of)
                    .store()
                    .execute("delete from litecache_log where seq < (select max(seq) from litecache_log)");
        }
    }

    @Nested
    class Listening extends ListenerContract {
        @Override
        CacheConfig.Builder config() {
            return on(this);
        }
    }
}
