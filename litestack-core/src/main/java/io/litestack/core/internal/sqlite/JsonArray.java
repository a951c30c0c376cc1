package io.litestack.core.internal.sqlite;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.litestack.core.spi.sql.SqlText;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Writes a collection of simple values as the JSON array that {@code json_each} reads. */
final class JsonArray {
    private JsonArray() {}

    static String of(Collection<?> values) {
        StringBuilder json = new StringBuilder("[");
        for (Object value : values) {
            append(json.length() == 1 ? json : json.append(','), Parameters.simple(value));
        }
        return json.append(']').toString();
    }

    private static void append(StringBuilder json, @Nullable Object value) {
        if (value == null) {
            json.append("null");
        } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            json.append(number);
        } else if (value instanceof Boolean truth) {
            json.append(truth ? 1 : 0);
        } else if (value instanceof String text) {
            json.append('"');
            JsonStringEncoder.getInstance().quoteAsString(SqlText.storable(text, "a text of a collection"), json);
            json.append('"');
        } else {
            throw new IllegalArgumentException(
                    "a collection may hold texts, numbers, booleans, enums, times and nulls, but not "
                            + value.getClass().getName() + (value instanceof Number ? " " + value : ""));
        }
    }
}
