package io.litestack.cache;

import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts of a cache have in common; a subclass says which implementation they are about. */
abstract class CacheContract {
    /** A value. */
    record User(String name, int age) {}

    static final User ANN = new User("ann", 41);
    static final User BOB = new User("bob", 42);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    final TestTime time = new TestTime();
    private final List<Cache> opened = new ArrayList<>();
    Cache cache;

    /** Starts the configuration of a cache in the folder, with the test's time. */
    abstract CacheConfig.Builder config();

    final Cache open() {
        return open(it -> it);
    }

    /** Opens a cache; another implementation opens its own. */
    Cache open(CacheConfig config) {
        return Cache.open(config);
    }

    final Cache open(UnaryOperator<CacheConfig.Builder> settings) {
        Cache another = open(settings.apply(config()).build());
        opened.add(another);
        return another;
    }

    final List<Cache> opened() {
        return List.copyOf(opened);
    }

    @BeforeEach
    void openOne() {
        cache = open();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(Cache::close);
    }

    /** What a restart of the process leaves of it. */
    final Cache reopen() {
        cache.close();
        cache = open();
        return cache;
    }
}
