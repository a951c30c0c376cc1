package io.litestack.jcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.cache.ObjectCodec;
import io.litestack.core.testkit.Background;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CacheLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the official tests do not ask: files, restarts, other instances, and what may be stored. */
@Timeout(120)
class JCacheTest {
    @TempDir
    Path folder;

    private final LitestackCachingProvider provider = new LitestackCachingProvider();

    record User(String name, int logins) {}

    @BeforeEach
    void nothing_is_left() {
        assertThat(folder).isEmptyDirectory();
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private URI uri() {
        return folder.resolve("jcache.db").toUri();
    }

    private CacheManager manager() {
        return provider.getCacheManager(uri(), null);
    }

    private static MutableConfiguration<String, User> users() {
        return new MutableConfiguration<String, User>().setTypes(String.class, User.class);
    }

    @Test
    void entries_survive_the_manager_and_are_gone_once_destroyed() {
        Cache<String, User> cache = manager().createCache("users", users());
        cache.put("ann", new User("ann", 7));
        manager().close();

        cache = manager().createCache("users", users());
        assertThat(cache.get("ann")).isEqualTo(new User("ann", 7));
        manager().destroyCache("users");
        assertThat(manager().createCache("users", users()).get("ann")).isNull();
    }

    @Test
    void a_manager_makes_no_file_before_it_has_a_cache() {
        assertThat(manager().getCacheNames()).isEmpty();
        assertThat(folder).isEmptyDirectory();
        manager().createCache("users", users());
        assertThat(Files.exists(folder.resolve("jcache.db"))).isTrue();
    }

    @Test
    void a_duration_that_is_longer_than_anything_is_for_ever() {
        Cache<String, User> cache = manager()
                .createCache(
                        "users",
                        users().setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(
                                new Duration(TimeUnit.DAYS, Long.MAX_VALUE / 2))));
        cache.put("ann", new User("ann", 7));
        assertThat(cache.get("ann")).isEqualTo(new User("ann", 7));
    }

    @Test
    void processors_of_two_instances_lose_nothing() {
        LitestackCachingProvider other = new LitestackCachingProvider();
        try {
            MutableConfiguration<String, Integer> numbers =
                    new MutableConfiguration<String, Integer>().setTypes(String.class, Integer.class);
            List<Cache<String, Integer>> instances = List.of(
                    manager().createCache("numbers", numbers),
                    other.getCacheManager(uri(), null).createCache("numbers", numbers));
            List<Background<Void>> threads = new ArrayList<>();
            for (Cache<String, Integer> each :
                    List.of(instances.get(0), instances.get(1), instances.get(0), instances.get(1))) {
                threads.add(Background.run("counter", () -> {
                    for (int i = 0; i < 200; i++) {
                        each.invoke("n", (entry, arguments) -> {
                            entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                            return null;
                        });
                    }
                }));
            }
            threads.forEach(Background::result);
            assertThat(instances.get(0).getAndRemove("n")).isEqualTo(800);
            assertThat(instances.get(1).getAndRemove("n")).isNull();
        } finally {
            other.close();
        }
    }

    @Test
    void a_value_that_can_change_is_copied() {
        Cache<String, Object> cache = manager().createCache("dates", new MutableConfiguration<>());
        Date date = new Date(1);
        cache.put("d", date);
        date.setTime(2);
        ((Date) cache.get("d")).setTime(3);
        assertThat(cache.get("d")).isEqualTo(new Date(1));
        cache.put("list", new ArrayList<>(List.of(1, "two")));
        assertThat(cache.get("list")).isEqualTo(List.of(1, "two"));
    }

    @Test
    void a_class_that_nobody_allows_is_refused_with_the_remedy() {
        Cache<String, Object> cache = manager().createCache("anything", new MutableConfiguration<>());
        assertThatThrownBy(() -> cache.put("u", new User("ann", 7)))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining(User.class.getName())
                .hasMessageContaining("allow its class");
        assertThatThrownBy(() -> cache.put("t", new Thread())).isInstanceOf(CacheException.class);
    }

    @Test
    void allowed_classes_are_named_by_a_property() {
        Properties properties = new Properties();
        properties.setProperty(
                "io.litestack.jcache.allowed-classes", "com.example.**, " + JCacheTest.class.getPackageName() + ".*");
        CacheManager manager = provider.getCacheManager(uri(), null, properties);
        Cache<Object, Object> cache = manager.createCache("anything", new MutableConfiguration<>());
        cache.put(new User("key", 1), new User("ann", 7));
        assertThat(cache.get(new User("key", 1))).isEqualTo(new User("ann", 7));
        Map<Object, Object> all = new HashMap<>();
        cache.forEach(it -> all.put(it.getKey(), it.getValue()));
        assertThat(all).isEqualTo(Map.of(new User("key", 1), new User("ann", 7)));
    }

    @Test
    void a_misspelt_property_and_a_wrong_uri_are_refused() {
        Properties properties = new Properties();
        properties.setProperty("io.litestack.jcache.max-size", "1");
        assertThatThrownBy(() -> provider.getCacheManager(uri(), null, properties))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("max-size-bytes");
        assertThatThrownBy(() -> provider.getCacheManager(URI.create("redis://localhost"), null))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("file:");
    }

    @Test
    void a_loaded_value_that_was_removed_meanwhile_is_not_kept() {
        List<Cache<String, Integer>> caches = new ArrayList<>();
        CacheLoader<String, Integer> loader = new CacheLoader<>() {
            @Override
            public Integer load(String key) {
                caches.get(0).remove(key);
                return 1;
            }

            @Override
            public Map<String, Integer> loadAll(Iterable<? extends String> keys) {
                return Map.of();
            }
        };
        Factory<CacheLoader<String, Integer>> factory = new FactoryBuilder.SingletonFactory<>(loader);
        caches.add(manager()
                .createCache(
                        "loaded",
                        new MutableConfiguration<String, Integer>()
                                .setTypes(String.class, Integer.class)
                                .setReadThrough(true)
                                .setCacheLoaderFactory(factory)));
        assertThat(caches.get(0).get("k")).isEqualTo(1);
        assertThat(caches.get(0).containsKey("k")).isFalse();
    }

    @Test
    void a_manager_can_stand_on_an_open_cache() {
        try (io.litestack.cache.Cache cache = io.litestack.cache.Cache.open(folder.resolve("cache.db"))) {
            CacheManager manager = provider.getCacheManager(cache, ObjectCodec.standard());
            Cache<String, String> names = manager.createCache(
                    "names of ünusual kind",
                    new MutableConfiguration<String, String>().setTypes(String.class, String.class));
            names.put("a", "b");
            manager.close();
            assertThat(cache.count()).isZero();
            assertThat(cache.stats().puts()).isEqualTo(1);
        }
    }
}
