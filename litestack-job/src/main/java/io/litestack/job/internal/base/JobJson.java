package io.litestack.job.internal.base;

import io.litestack.core.Codec;
import io.litestack.job.JobError;
import io.litestack.job.JobProgress;
import io.litestack.job.internal.report.FailureText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The small values that are stored as JSON in columns, and how they are read back. */
public final class JobJson {
    private static final int LONGEST_PROGRESS = 1_000;

    /** An error as it is stored, with short names. */
    record StoredError(int attempt, long at, String type, String message, String stack) {}

    private JobJson() {}

    /** Loads all classes that it takes to write and read these values, so that no transaction waits for that. */
    public static void prepare() {
        tags(ofTags(List.of("")));
        metadata(ofMetadata(Map.of("", "")));
        progress(ofProgress(new JobProgress(0, 0, "")));
        errors('[' + ofError(new JobError(0, Instant.EPOCH, "", "", "")) + ']');
    }

    /** Names of types or queues as a JSON array; the rule for such names leaves nothing that would have to be escaped. */
    public static String ofNames(List<String> names) {
        return names.stream().map(it -> '"' + it + '"').collect(Collectors.joining(",", "[", "]"));
    }

    public static @Nullable String ofTags(List<String> tags) {
        return tags.isEmpty() ? null : json(tags);
    }

    public static @Nullable String ofMetadata(Map<String, String> metadata) {
        return metadata.isEmpty() ? null : json(metadata);
    }

    public static String ofError(JobError error) {
        return json(new StoredError(
                error.attempt(), error.at().toEpochMilli(), error.type(), error.message(), error.stack()));
    }

    public static String ofProgress(JobProgress progress) {
        return json(new JobProgress(
                progress.done(), progress.total(), FailureText.cut(progress.message(), LONGEST_PROGRESS)));
    }

    public static List<String> tags(@Nullable String json) {
        return json == null ? List.of() : List.of(read(json, String[].class));
    }

    @SuppressWarnings("unchecked") // it was written from such a map
    public static Map<String, String> metadata(@Nullable String json) {
        return json == null ? Map.of() : Map.copyOf((Map<String, String>) read(json, Map.class));
    }

    public static List<JobError> errors(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        return Arrays.stream(read(json, StoredError[].class))
                .map(it ->
                        new JobError(it.attempt(), Instant.ofEpochMilli(it.at()), it.type(), it.message(), it.stack()))
                .toList();
    }

    public static @Nullable JobProgress progress(@Nullable String json) {
        return json == null ? null : read(json, JobProgress.class);
    }

    private static String json(Object value) {
        return new String(Codec.json().encode(value), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        return Codec.json().decode(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
