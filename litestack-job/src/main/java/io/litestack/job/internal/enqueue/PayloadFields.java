package io.litestack.job.internal.enqueue;

import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a payload that was written as a JSON object, read when the first of them is asked for. Not thread-safe. */
final class PayloadFields {
    private final String type;
    private final byte[] payload;
    private @Nullable Map<?, ?> fields;

    PayloadFields(String type, byte[] payload) {
        this.type = type;
        this.payload = payload;
    }

    byte[] payload() {
        return payload;
    }

    /** The values of some fields, as JSON. */
    byte[] values(List<String> paths) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String path : paths) {
            values.add(value(path));
        }
        return Codec.json().encode(values);
    }

    /** The value of a field as text; JSON if it is none. */
    String text(String path) {
        Object value = value(path);
        return value instanceof String text
                ? text
                : value == null ? "" : new String(Codec.json().encode(value), java.nio.charset.StandardCharsets.UTF_8);
    }

    private @Nullable Object value(String path) {
        Object current = fields();
        for (String name : path.split("\\.", -1)) {
            if (!(current instanceof Map<?, ?> map)) {
                throw refusal(path, "is not in");
            }
            if (!map.containsKey(name)) {
                throw refusal(path, "is none of the fields " + map.keySet() + " in");
            }
            current = map.get(name);
        }
        return current;
    }

    private IllegalArgumentException refusal(String path, String why) {
        return new IllegalArgumentException("the field \"" + path + "\", which a key is to be made of, " + why
                + " the payload of a job of type " + type + "; it was not enqueued");
    }

    private Map<?, ?> fields() {
        if (fields == null) {
            try {
                fields = Codec.json().decode(payload, Map.class);
            } catch (CodecException e) {
                throw new IllegalArgumentException(
                        "a key is to be made of the payload of a job of type " + type
                                + ", which is not a JSON object; give a key, or a payload that is a record: "
                                + e.getMessage(),
                        e);
            }
        }
        return fields;
    }
}
