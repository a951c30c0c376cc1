package io.litestack.spring;

import io.litestack.LitestackBuilder;

/**
 * Says what no property can say of the Litestack that {@link LitestackAutoConfiguration} opens. Every bean of this type is called,
 * in the order of {@code @Order}, after the properties and before it is opened.
 *
 * <pre>{@code
 * @Bean
 * LitestackCustomizer workers() {
 *     return litestack -> litestack.workers(workers -> workers.workers(8));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface LitestackCustomizer {
    /**
     * Changes the settings.
     *
     * @param builder what it is opened with
     */
    void customize(LitestackBuilder builder);
}
