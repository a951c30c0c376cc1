/**
 * Litestack in a Spring application. With Spring Boot nothing is to be written: {@link
 * io.litestack.spring.LitestackAutoConfiguration} opens Litestack and makes its data source the application's. For Spring Data
 * JDBC there is {@link io.litestack.spring.LitestackDialect}, which is found by itself.
 *
 * <p>Threads and files are those of {@code io.litestack}; this module has none of its own.
 */
@NullMarked
package io.litestack.spring;

import org.jspecify.annotations.NullMarked;
