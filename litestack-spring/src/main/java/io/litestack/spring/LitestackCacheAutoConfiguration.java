package io.litestack.spring;

import io.litestack.Litestack;
import io.litestack.cache.ObjectCodec;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.context.annotation.Bean;

/**
 * Lets {@code @Cacheable} and the like use Litestack's cache in an application with {@code @EnableCaching}, unless it has a {@link
 * CacheManager} of its own or names another kind by {@code spring.cache.type}. Classes of the application's packages may be stored, as
 * JSON.
 */
@AutoConfiguration(
        after = LitestackAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnClass(CacheManager.class)
@ConditionalOnBean({Litestack.class, CacheAspectSupport.class})
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
@ConditionalOnProperty(name = "spring.cache.type", havingValue = "litestack", matchIfMissing = true)
public final class LitestackCacheAutoConfiguration {
    LitestackCacheAutoConfiguration() {}

    @Bean
    LitestackCacheManager cacheManager(Litestack litestack, BeanFactory beans) {
        return new LitestackCacheManager(litestack.cache(), codec(beans));
    }

    private static ObjectCodec codec(BeanFactory beans) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ObjectCodec codec = ObjectCodec.standard();
        codec = loader == null ? codec : codec.withClassLoader(loader);
        if (!AutoConfigurationPackages.has(beans)) {
            return codec;
        }
        return codec.allowing(AutoConfigurationPackages.get(beans).stream()
                .filter(it -> !it.isEmpty())
                .map(it -> it + ".**")
                .toArray(String[]::new));
    }
}
