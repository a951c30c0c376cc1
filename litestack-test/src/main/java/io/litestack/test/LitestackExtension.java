package io.litestack.test;

import io.litestack.Litestack;
import io.litestack.LitestackBuilder;
import io.litestack.cable.Cable;
import io.litestack.cache.Cache;
import io.litestack.db.Database;
import io.litestack.job.JobQueue;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What {@link LitestackTest} does, with settings:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final LitestackExtension LITESTACK = new LitestackExtension(builder -> builder.cable(it -> it.retention(ONE_HOUR)))
 *         .withJobs(JobMode.INLINE);
 * }</pre>
 *
 * <p>Immutable; each test has a stack of its own.
 */
public final class LitestackExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LitestackExtension.class);

    private static final Map<Class<?>, Function<TestStack, Object>> PARAMETERS = Map.of(
            Litestack.class,
            TestStack::stack,
            JobQueue.class,
            it -> it.stack().jobs(),
            Database.class,
            it -> it.stack().db(),
            Cache.class,
            it -> it.stack().cache(),
            Cable.class,
            it -> it.stack().cable(),
            TestJobs.class,
            TestStack::jobs,
            TestClock.class,
            TestStack::clock,
            Faults.class,
            TestStack::faults);

    private final Consumer<? super LitestackBuilder> settings;
    private final @Nullable JobMode mode;

    /** Without settings, and with the mode of {@link LitestackTest#jobs}. */
    public LitestackExtension() {
        this(builder -> {}, null);
    }

    /**
     * With settings.
     *
     * @param settings what to do to the builder of each stack; the folder, the clock and the threads are set already
     */
    public LitestackExtension(Consumer<? super LitestackBuilder> settings) {
        this(settings, null);
    }

    private LitestackExtension(Consumer<? super LitestackBuilder> settings, @Nullable JobMode mode) {
        this.settings = settings;
        this.mode = mode;
    }

    /**
     * Returns this extension with another mode.
     *
     * @param value how jobs are run
     * @return the changed extension
     */
    public LitestackExtension withJobs(JobMode value) {
        return new LitestackExtension(settings, value);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // what a constructor or a BeforeAll was given would be of no test
        return context.getTestMethod().isPresent()
                && PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestStack open = context.getStore(SPACE).get(TestStack.class, TestStack.class);
        if (open == null) {
            open = TestStack.open(settings, mode(context));
            context.getStore(SPACE).put(TestStack.class, open);
        }
        Class<?> type = parameter.getParameter().getType();
        return Objects.requireNonNull(PARAMETERS.get(type)).apply(open);
    }

    private JobMode mode(ExtensionContext context) {
        if (mode != null) {
            return mode;
        }
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getEnclosingClass()) {
            LitestackTest annotation = type.getAnnotation(LitestackTest.class);
            if (annotation != null) {
                return annotation.jobs();
            }
        }
        return JobMode.MANUAL;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestStack open = context.getStore(SPACE).remove(TestStack.class, TestStack.class);
        if (open != null) {
            open.close();
        }
    }
}
