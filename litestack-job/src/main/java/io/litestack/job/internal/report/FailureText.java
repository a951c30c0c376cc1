package io.litestack.job.internal.report;

import io.litestack.job.JobError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What is kept of exceptions and reasons: cut to a length, and safe against exceptions whose own methods throw. */
public final class FailureText {
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_STACK = 8_000;

    private FailureText() {}

    /** What is kept of an exception that ended an attempt. */
    public static JobError error(int attempt, Instant at, Throwable cause) {
        return new JobError(
                attempt,
                at,
                cause.getClass().getName(),
                cut(message(cause), LONGEST_MESSAGE),
                cut(stack(cause), LONGEST_STACK));
    }

    /** What is kept of a failure that is no exception. */
    public static JobError error(int attempt, Instant at, String type, String message) {
        return new JobError(attempt, at, type, cut(message, LONGEST_MESSAGE), "");
    }

    /** The class and the message of an exception. */
    public static String describe(Throwable cause) {
        return cut(cause.getClass().getName() + ": " + message(cause), LONGEST_MESSAGE);
    }

    /** What is kept of a reason. */
    public static String reason(String text) {
        return cut(text, LONGEST_MESSAGE);
    }

    /** A text without what exceeds a length, and without what cannot be stored. */
    public static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return whole(text);
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return whole(text.substring(0, end)) + '…';
    }

    /** Without halves of surrogate pairs, which UTF-8 cannot express. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // only such texts are encoded: getBytes replaces a half by a question mark
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private static String message(Throwable cause) {
        try {
            String message = cause.getMessage();
            return message == null ? "(no message)" : message;
        } catch (RuntimeException | Error e) {
            return "(getMessage threw " + e.getClass().getName() + ')';
        }
    }

    private static String stack(Throwable cause) {
        try {
            StringWriter stack = new StringWriter();
            cause.printStackTrace(new PrintWriter(stack));
            return stack.toString();
        } catch (RuntimeException | Error e) {
            return framesOnly(cause);
        }
    }

    private static String framesOnly(Throwable cause) {
        try {
            return cause.getClass().getName()
                    + Arrays.stream(cause.getStackTrace())
                            .map(it -> "\n\tat " + it)
                            .collect(Collectors.joining());
        } catch (RuntimeException | Error e) {
            return "";
        }
    }
}
