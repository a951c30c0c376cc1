package io.litestack.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a Litestack of its own: in a folder that is deleted afterwards, without configuration files, in the
 * environment {@code test}, at {@link TestClock}. It is opened when the first parameter of the test or of a {@code BeforeEach} asks
 * for it, and closed after the test; a test that leaves threads of its stores behind fails.
 *
 * <p>Parameters may be of the types {@code Litestack}, {@code JobQueue}, {@code Database}, {@code Cache}, {@code Cable}, {@link
 * TestJobs}, {@link TestClock} and {@link Faults}. {@link LitestackExtension} does the same with settings of its own.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LitestackExtension.class)
public @interface LitestackTest {
    /**
     * How jobs are run.
     *
     * @return the mode; manual by default
     */
    JobMode jobs() default JobMode.MANUAL;
}
