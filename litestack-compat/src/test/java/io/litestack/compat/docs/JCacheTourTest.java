package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.ObjectCodec;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migration;
import io.litestack.db.Migrations;
import io.litestack.jcache.LitestackCachingProvider;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on JCache. */
@Timeout(120)
class JCacheTourTest {
    @TempDir
    Path folder;

    private Path file;

    record User(String name, int logins) {}

    @BeforeEach
    void name() {
        file = folder.resolve("jcache.sqlite3");
    }

    @Test
    void a_cache() {
        // region jcache-open
        CacheManager manager = Caching.getCachingProvider(LitestackCachingProvider.class.getName())
                .getCacheManager(file.toUri(), null);
        javax.cache.Cache<String, User> users = manager.createCache(
                "users",
                new MutableConfiguration<String, User>()
                        .setTypes(String.class, User.class)
                        .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(new Duration(TimeUnit.HOURS, 1))));
        users.put("ann", new User("ann", 7));
        users.invoke("ann", (entry, arguments) -> {
            entry.setValue(new User(entry.getValue().name(), entry.getValue().logins() + 1));
            return null;
        });
        // endregion
        try (manager) {
            assertThat(users.get("ann")).isEqualTo(new User("ann", 8));
        }
    }

    @Test
    void classes() {
        // region jcache-classes
        Properties properties = new Properties();
        properties.setProperty("io.litestack.jcache.allowed-classes", "io.litestack.compat.**");
        properties.setProperty("io.litestack.jcache.max-size-bytes", "67108864");
        CacheManager manager = new LitestackCachingProvider().getCacheManager(file.toUri(), null, properties);
        // endregion
        try (manager) {
            javax.cache.Cache<Object, Object> anything = manager.createCache("anything", new MutableConfiguration<>());
            anything.put(1, new User("ann", 7));
            assertThat(anything.get(1)).isEqualTo(new User("ann", 7));
        }
    }

    // region jcache-entity
    @Entity(name = "product")
    @Cacheable
    @org.hibernate.annotations.Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Product {
        @Id
        Long id;

        String name;

        @Version
        long version;
    }
    // endregion

    private static EntityManagerFactory factory(Database db, Cache cache) {
        // region jcache-hibernate
        CacheManager manager = new LitestackCachingProvider()
                .getCacheManager(cache, ObjectCodec.standard().withJavaSerialization("org.hibernate.**;java.**"));
        EntityManagerFactory factory = new HibernatePersistenceConfiguration("app")
                .managedClasses(Product.class)
                .property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, db.dataSource())
                .property("hibernate.cache.region.factory_class", "jcache")
                .property("hibernate.cache.use_query_cache", true)
                .property("hibernate.javax.cache.cache_manager", manager)
                .property("hibernate.javax.cache.missing_cache_strategy", "create")
                .property("hibernate.generate_statistics", true)
                .createEntityManagerFactory();
        // endregion
        return factory;
    }

    private static Statistics statistics(EntityManagerFactory factory) {
        return factory.unwrap(SessionFactory.class).getStatistics();
    }

    private static String nameOf(EntityManagerFactory factory) {
        return factory.callInTransaction(entities -> entities.find(Product.class, 1L).name);
    }

    private static long count(EntityManagerFactory factory) {
        return factory.callInTransaction(entities -> entities.createQuery("select count(*) from product", Long.class)
                .setHint("org.hibernate.cacheable", true)
                .getSingleResult());
    }

    private Database database() {
        return Database.open(DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.of(Migration.of(
                        "V1__product.sql",
                        "create table product(id integer primary key, name text, version integer not null) strict")))
                .build());
    }

    private static void save(EntityManagerFactory factory, long id, String name) {
        factory.runInTransaction(entities -> {
            Product product = new Product();
            product.id = id;
            product.name = name;
            entities.persist(product);
        });
    }

    @Test
    void the_second_level_cache_of_hibernate() {
        try (Database db = database();
                Cache cache = Cache.open(file)) {
            try (EntityManagerFactory factory = factory(db, cache)) {
                save(factory, 1, "chair");
                assertThat(nameOf(factory)).isEqualTo("chair");
                factory.runInTransaction(entities -> entities.find(Product.class, 1L).name = "table");
                assertThat(nameOf(factory)).isEqualTo("table");
                assertThat(statistics(factory).getSecondLevelCacheHitCount()).isPositive();

                assertThat(count(factory)).isEqualTo(1);
                assertThat(count(factory)).isEqualTo(1);
                assertThat(statistics(factory).getQueryCacheHitCount()).isEqualTo(1);
                save(factory, 2, "lamp");
                assertThat(count(factory)).isEqualTo(2);
            }
        }
    }

    @Test
    void the_second_level_cache_survives_a_restart() {
        try (Database db = database()) {
            try (Cache cache = Cache.open(file);
                    EntityManagerFactory factory = factory(db, cache)) {
                save(factory, 1, "chair");
                assertThat(nameOf(factory)).isEqualTo("chair");
            }
            try (Cache cache = Cache.open(file);
                    EntityManagerFactory factory = factory(db, cache)) {
                assertThat(nameOf(factory)).isEqualTo("chair");
                assertThat(statistics(factory).getSecondLevelCacheHitCount()).isEqualTo(1);
            }
        }
    }
}
