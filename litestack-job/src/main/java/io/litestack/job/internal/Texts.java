package io.litestack.job.internal;

import io.litestack.core.Codec;
import io.litestack.job.JobError;
import io.litestack.job.JobProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The small values that stand in columns as JSON, and how they are read back. */
final class Texts {
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_STACK = 8_000;
    private static final int LONGEST_PROGRESS = 1_000;

    /** An error as it is stored, with short names. */
    record StoredError(int attempt, long at, String type, String message, String stack) {}

    private Texts() {}

    /** Loads all that it takes to write and read these values, so that it is not done inside a transaction. */
    static void prepare() {
        tags(ofTags(List.of("")));
        metadata(ofMetadata(Map.of("", "")));
        progress(ofProgress(new JobProgress(0, 0, "")));
        errors('[' + ofError(new JobError(0, Instant.EPOCH, "", "", "")) + ']');
    }

    /** Names of types or queues as a JSON array; their rule leaves nothing that would have to be escaped. */
    static String ofNames(List<String> names) {
        return names.stream().map(it -> '"' + it + '"').collect(Collectors.joining(",", "[", "]"));
    }

    static @Nullable String ofTags(List<String> tags) {
        return tags.isEmpty() ? null : json(tags);
    }

    static @Nullable String ofMetadata(Map<String, String> metadata) {
        return metadata.isEmpty() ? null : json(metadata);
    }

    static String ofError(JobError error) {
        return json(new StoredError(
                error.attempt(), error.at().toEpochMilli(), error.type(), error.message(), error.stack()));
    }

    static String ofProgress(JobProgress progress) {
        return json(new JobProgress(progress.done(), progress.total(), cut(progress.message(), LONGEST_PROGRESS)));
    }

    static List<String> tags(@Nullable String json) {
        return json == null ? List.of() : List.of(read(json, String[].class));
    }

    @SuppressWarnings("unchecked") // it was written from such a map
    static Map<String, String> metadata(@Nullable String json) {
        return json == null ? Map.of() : Map.copyOf((Map<String, String>) read(json, Map.class));
    }

    static List<JobError> errors(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        return Arrays.stream(read(json, StoredError[].class))
                .map(it ->
                        new JobError(it.attempt(), Instant.ofEpochMilli(it.at()), it.type(), it.message(), it.stack()))
                .toList();
    }

    static @Nullable JobProgress progress(@Nullable String json) {
        return json == null ? null : read(json, JobProgress.class);
    }

    /** What is kept of an exception, whose own methods may throw. */
    static JobError error(Lease lease, Instant at, Throwable cause) {
        return new JobError(
                lease.countedAttempt(),
                at,
                cause.getClass().getName(),
                cut(message(cause), LONGEST_MESSAGE),
                cut(stack(cause), LONGEST_STACK));
    }

    /** The class and the message of an exception, whose own methods may throw. */
    static String describe(Throwable cause) {
        return cut(cause.getClass().getName() + ": " + message(cause), LONGEST_MESSAGE);
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
            return stackItself(cause);
        }
    }

    private static String stackItself(Throwable cause) {
        try {
            return cause.getClass().getName()
                    + Arrays.stream(cause.getStackTrace())
                            .map(it -> "\n\tat " + it)
                            .collect(Collectors.joining());
        } catch (RuntimeException | Error e) {
            return "";
        }
    }

    /** A failure that is no exception. */
    static JobError error(Lease lease, Instant at, String type, String message) {
        return new JobError(lease.countedAttempt(), at, type, cut(message, LONGEST_MESSAGE), "");
    }

    /** What is kept of a reason. */
    static String reason(String text) {
        return cut(text, LONGEST_MESSAGE);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return whole(text);
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return whole(text.substring(0, end)) + '…';
    }

    /** Without halves of characters, which no file can keep. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // only such texts are written anew: getBytes puts a question mark in the place of a half
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    private static String json(Object value) {
        return new String(Codec.json().encode(value), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        return Codec.json().decode(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
