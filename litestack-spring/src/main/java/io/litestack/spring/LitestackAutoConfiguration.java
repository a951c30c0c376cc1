package io.litestack.spring;

import io.litestack.Litestack;
import io.litestack.LitestackBuilder;
import io.litestack.db.Database;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Opens Litestack with a Spring Boot application and closes it with it: there are beans of {@link Litestack}, {@link Database} and
 * {@link DataSource}, and whatever Boot makes of a data source stands on them. The properties are those of {@link
 * LitestackProperties}; none is needed.
 *
 * <p>It does nothing if the application has a {@link DataSource} of its own, names one by {@code spring.datasource.url}, {@code
 * spring.datasource.jndi-name} or {@code spring.datasource.type}, or says {@code litestack.enabled=false}. It comes before Boot's
 * auto-configurations of data sources, which then have nothing to do.
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "litestack.enabled", matchIfMissing = true)
@Conditional(NoOtherDataSource.class)
@ConditionalOnMissingBean(DataSource.class)
@EnableConfigurationProperties(LitestackProperties.class)
public final class LitestackAutoConfiguration {
    private static final String[] OTHER_MIGRATIONS = {"org.flywaydb.core.Flyway", "liquibase.Liquibase"};

    private final LitestackProperties properties;
    private final ResourceLoader resources;

    LitestackAutoConfiguration(LitestackProperties properties, ResourceLoader resources) {
        this.properties = properties;
        this.resources = resources;
    }

    @Bean(destroyMethod = "close")
    Litestack litestack(ObjectProvider<LitestackCustomizer> customizers) {
        LitestackBuilder builder = Litestack.builder().settings(settings());
        Optional.ofNullable(properties.config()).ifPresent(builder::config);
        Optional.ofNullable(properties.environment()).ifPresent(builder::environment);
        Optional.ofNullable(properties.dataFolder()).ifPresent(builder::dataFolder);
        customizers.orderedStream().forEach(it -> it.customize(builder));
        return builder.open();
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings =
                new LinkedHashMap<>(Optional.ofNullable(properties.settings()).orElse(Map.of()));
        Map<Object, Object> database = new LinkedHashMap<>();
        if (settings.getOrDefault("db", Map.of()) instanceof Map<?, ?> given) {
            database.putAll(given);
            settings.put("db", database);
        } // else it is refused as any other wrong value
        Optional.ofNullable(properties.database()).ifPresent(it -> database.put("path", it));
        if (!Optional.ofNullable(properties.migrations()).orElseGet(this::migratesAlone)) {
            database.putIfAbsent("migrations", "none");
        }
        return settings;
    }

    private boolean migratesAlone() {
        for (String other : OTHER_MIGRATIONS) {
            if (ClassUtils.isPresent(other, resources.getClassLoader())) {
                return false;
            }
        }
        return true;
    }

    /** Litestack closes it. */
    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Database database(Litestack litestack) {
        return litestack.db();
    }

    @Bean(destroyMethod = "")
    DataSource dataSource(Database database) {
        return database.dataSource();
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "litestack.start", matchIfMissing = true)
    LitestackStart litestackStart(Litestack litestack) {
        return new LitestackStart(litestack);
    }
}
