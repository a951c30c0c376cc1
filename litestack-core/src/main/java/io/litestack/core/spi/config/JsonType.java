package io.litestack.core.spi.config;

import io.litestack.core.Codec;
import io.litestack.core.spi.config.tree.ConfigNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Anything, as JSON. Numbers in their usual form and {@code true} and {@code false} are not quoted there. */
final class JsonType extends ConfigType<String> {
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    @Override
    @Nullable
    String read(ConfigNode node, String path, ConfigProblems problems) {
        if (node instanceof ConfigNode.Unknown) {
            return null;
        }
        // a mere null would be the end of it
        List<@Nullable Object> value = new ArrayList<>();
        value.add(value(node));
        String list = new String(Codec.json().encode(value), StandardCharsets.UTF_8);
        return list.substring(1, list.length() - 1);
    }

    private static @Nullable Object value(ConfigNode node) {
        if (node instanceof ConfigNode.Mapping mapping) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> values.put(key, value(entry)));
            return values;
        }
        if (node instanceof ConfigNode.Sequence sequence) {
            List<@Nullable Object> values = new ArrayList<>();
            sequence.items().forEach(it -> values.add(value(it)));
            return values;
        }
        return node instanceof ConfigNode.Scalar scalar ? scalar(scalar.text()) : null;
    }

    private static Object scalar(String text) {
        if (NUMBER.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
    }

    @Override
    public String print(String json) {
        return json;
    }
}
