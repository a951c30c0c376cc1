package io.litestack.spring;

import io.litestack.db.LitestackDriver;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Names the driver for a {@code spring.datasource.url} that begins with {@code jdbc:litestack:}, which Spring Boot does not know;
 * so that an application moves over by that one line. What the application itself says of the driver goes before. Stateless.
 */
public final class LitestackDriverName implements EnvironmentPostProcessor {
    private static final String URL = "spring.datasource.url";
    private static final String DRIVER = "spring.datasource.driver-class-name";

    /** Made by Spring Boot, of {@code META-INF/spring.factories}. */
    public LitestackDriverName() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty(URL, "").startsWith("jdbc:litestack:")) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("litestackDriver", Map.of(DRIVER, LitestackDriver.class.getName())));
        }
    }
}
