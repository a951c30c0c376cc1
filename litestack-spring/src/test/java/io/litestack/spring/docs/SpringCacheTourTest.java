package io.litestack.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.Litestack;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.ObjectCodec;
import io.litestack.core.CodecException;
import io.litestack.spring.LitestackCacheAutoConfiguration;
import io.litestack.spring.LitestackCacheManager;
import io.litestack.spring.SpringBootTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Service;

/** The code of the page on Spring that is about caching, and what that promises. */
class SpringCacheTourTest extends SpringBootTest {
    private static final AtomicInteger CALLS = new AtomicInteger();

    record Price(String product, long cents) {}

    // region spring-cache
    @Service
    static class Prices {
        @Cacheable(cacheNames = "prices", sync = true)
        public Price priceOf(String product) {
            return ask(product);
        }

        @CacheEvict("prices")
        public void changed(String product) {}
    }
    // endregion

    /** More of what can be cached. */
    static class Others {
        @Cacheable("others")
        public String two(String first, String second) {
            return CALLS.incrementAndGet() + first + '|' + second;
        }

        @Cacheable("others")
        public @Nullable String nothing(long id) {
            CALLS.incrementAndGet();
            return null;
        }

        @Cacheable("others")
        public List<Price> all() {
            return List.of(ask("all"));
        }

        @Cacheable("others")
        public CompletableFuture<@Nullable Price> later(String product) {
            return CompletableFuture.completedFuture(product.isEmpty() ? null : ask(product));
        }

        @Cacheable(cacheNames = "others", sync = true)
        public CompletableFuture<@Nullable Price> laterAlone(String product) {
            return later(product);
        }

        @Cacheable(cacheNames = "others", sync = true)
        public CompletableFuture<Price> failingLater(int id) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("no " + id));
        }

        @Cacheable(cacheNames = "others", sync = true)
        public String failing(int id) {
            throw new IllegalArgumentException("no " + id);
        }
    }

    private static Price ask(String product) {
        return new Price(product, CALLS.incrementAndGet());
    }

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @AutoConfigurationPackage
    static class Application {
        @Bean
        Prices prices() {
            return new Prices();
        }

        @Bean
        Others others() {
            return new Others();
        }
    }

    /** Says itself how prices are cached. */
    @Configuration(proxyBeanMethods = false)
    static class Manager {
        // region spring-cache-manager
        @Bean
        CacheManager cacheManager(Litestack litestack) {
            ObjectCodec codec = ObjectCodec.standard().allowing("io.litestack.spring.docs.**");
            return new LitestackCacheManager(litestack.cache(), codec)
                    .withOptions("prices", EntryOptions.expiringAfter(Duration.ofMinutes(1)));
        }
        // endregion
    }

    @BeforeEach
    void reset() {
        CALLS.set(0);
    }

    private ApplicationContextRunner caching() {
        return application()
                .withConfiguration(AutoConfigurations.of(LitestackCacheAutoConfiguration.class))
                .withUserConfiguration(Application.class);
    }

    @Test
    void a_method_is_called_once_also_over_a_restart() {
        caching().run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(CacheManager.class);
            Prices prices = context.getBean(Prices.class);
            assertThat(prices.priceOf("pen")).isEqualTo(new Price("pen", 1)).isEqualTo(prices.priceOf("pen"));
            assertThat(context.getBean(Litestack.class)
                            .cache()
                            .namespace("spring:prices")
                            .count())
                    .isEqualTo(1);
        });
        caching().run(context -> {
            Prices prices = context.getBean(Prices.class);
            assertThat(prices.priceOf("pen")).isEqualTo(new Price("pen", 1));
            prices.changed("pen");
            assertThat(prices.priceOf("pen")).isEqualTo(new Price("pen", 2));
        });
    }

    @Test
    void keys_of_several_parameters_nulls_lists_and_failures() {
        caching().run(context -> {
            Others others = context.getBean(Others.class);
            assertThat(others.two("a,b", "c")).isEqualTo("1a,b|c").isEqualTo(others.two("a,b", "c"));
            assertThat(others.two("a", "b,c")).isEqualTo("2a|b,c");
            assertThat(others.nothing(1)).isNull();
            assertThat(others.nothing(1)).isNull();
            assertThat(CALLS).hasValue(3);
            assertThat(others.all()).isEqualTo(others.all()).containsExactly(new Price("all", 4));
            assertThatThrownBy(() -> others.failing(1)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void what_comes_later() {
        caching().run(context -> {
            Others others = context.getBean(Others.class);
            assertThat(others.later("pen").join()).isEqualTo(new Price("pen", 1));
            assertThat(others.later("pen").join()).isEqualTo(new Price("pen", 1));
            assertThat(others.laterAlone("pen").join()).isEqualTo(new Price("pen", 1));
            assertThat(others.laterAlone("ink").join()).isEqualTo(new Price("ink", 2));
            assertThat(others.laterAlone("ink").join()).isEqualTo(new Price("ink", 2));
            assertThat(others.laterAlone("").join()).isNull();
            assertThat(others.later("").join()).isNull();
            assertThat(CALLS).hasValue(2);
            assertThatThrownBy(() -> others.failingLater(1).join()).hasCauseInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void the_cache_itself() {
        caching().run(context -> {
            Cache cache = context.getBean(CacheManager.class).getCache("a name of its own");
            assertThat(cache.putIfAbsent("k", "v")).isNull();
            assertThat(cache.putIfAbsent("k", "w").get()).isEqualTo("v");
            assertThat(cache.get("k", String.class)).isEqualTo("v");
            assertThat(cache.evictIfPresent("k")).isTrue();
            assertThat(cache.get("k")).isNull();
            cache.put("k", null);
            assertThat(cache.get("k").get()).isNull();
            cache.clear();
            assertThat(cache.get("k", () -> "loaded")).isEqualTo("loaded");
            assertThatThrownBy(() -> cache.get("x", () -> {
                        throw new java.io.IOException("gone");
                    }))
                    .isInstanceOf(Cache.ValueRetrievalException.class)
                    .hasCauseInstanceOf(java.io.IOException.class);
            assertThatThrownBy(() -> cache.put("t", new Thread()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("allow its class");
        });
    }

    @Test
    void an_application_may_have_a_manager_of_its_own() {
        caching().withUserConfiguration(Manager.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(CacheManager.class);
            assertThat(context.getBean(Prices.class).priceOf("pen").cents()).isEqualTo(1);
        });
        caching()
                .withBean(CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(LitestackCacheManager.class));
    }

    @Test
    void without_caching_there_is_no_manager() {
        application()
                .withConfiguration(AutoConfigurations.of(LitestackCacheAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheManager.class));
    }
}
