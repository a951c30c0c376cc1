package io.litestack.core.testkit;

import io.litestack.core.testkit.Requires.Facility;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips, or fails, what {@link Requires} something that this machine has not. */
final class RequiresCondition implements ExecutionCondition {
    private static final Map<Facility, Boolean> present = new ConcurrentHashMap<>();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Requires requires = AnnotationSupport.findAnnotation(context.getElement(), Requires.class)
                .orElse(null);
        if (requires == null) {
            return ConditionEvaluationResult.enabled("needs nothing");
        }
        for (Facility facility : requires.value()) {
            if (!present.computeIfAbsent(facility, Facility::isPresent)) {
                return missing(context.getDisplayName(), facility);
            }
        }
        return ConditionEvaluationResult.enabled("everything needed is there");
    }

    private static ConditionEvaluationResult missing(String test, Facility facility) {
        String line = test + " needs " + facility.description + ", which is missing here";
        if ("all".equals(System.getProperty("litestack.require"))) {
            throw new IllegalStateException(line + ", and litestack.require=all is set");
        }
        System.err.println("skipped: " + line);
        return ConditionEvaluationResult.disabled(line);
    }
}
