package io.litestack.core.testkit;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Where a test's randomness comes from. A failing test says which seed it had, and {@code -Dlitestack.seed=N} repeats it. A test
 * that asks for a {@link Random} is given one; where more is needed:
 *
 * <pre>{@code
 * @RegisterExtension
 * final Seed seed = new Seed();
 * }</pre>
 */
public final class Seed implements ParameterResolver, TestExecutionExceptionHandler {
    private final long value = Long.getLong("litestack.seed", System.nanoTime() & 0xffff_ffffL);

    /** Returns a source of random numbers that always gives the same ones for the same seed. */
    public Random random() {
        return new Random(value);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Random.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return random();
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(new AssertionError("the seed was " + value + "; repeat with -Dlitestack.seed=" + value));
        throw failure;
    }
}
