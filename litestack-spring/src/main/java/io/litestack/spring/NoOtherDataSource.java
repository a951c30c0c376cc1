package io.litestack.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/** That no property names another data source. */
final class NoOtherDataSource extends NoneNestedConditions {
    NoOtherDataSource() {
        super(ConfigurationPhase.PARSE_CONFIGURATION);
    }

    @ConditionalOnProperty("spring.datasource.url")
    static final class Url {}

    @ConditionalOnProperty("spring.datasource.jndi-name")
    static final class JndiName {}

    @ConditionalOnProperty("spring.datasource.type")
    static final class Type {}
}
