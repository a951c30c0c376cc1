package io.litestack.core.testing;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test that asks for a {@link Random} one, and says with which seed to repeat the test if it fails; {@code
 * -Dlitestack.seed=N} repeats it.
 */
public final class Seeded implements ParameterResolver, TestExecutionExceptionHandler {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(Seeded.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Random.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        long seed = Long.getLong("litestack.seed", System.nanoTime());
        context.getStore(SPACE).put(Long.class, seed);
        return new Random(seed);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        Long seed = context.getStore(SPACE).get(Long.class, Long.class);
        if (seed != null) {
            failure.addSuppressed(new AssertionError("repeat it with -Dlitestack.seed=" + seed));
        }
        throw failure;
    }
}
