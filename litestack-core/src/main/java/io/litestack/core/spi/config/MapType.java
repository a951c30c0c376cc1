package io.litestack.core.spi.config;

import io.litestack.core.spi.config.text.Excerpt;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.YamlText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A group with any keys. */
final class MapType<T> extends ConfigType<Map<String, T>> {
    private final ConfigType<T> value;

    MapType(ConfigType<T> value) {
        this.value = value;
    }

    @Override
    @Nullable
    Map<String, T> read(ConfigNode node, String path, ConfigProblems problems) {
        if (node instanceof ConfigNode.Unknown) {
            return null;
        }
        if (!(node instanceof ConfigNode.Mapping group)) {
            problems.add(node.place(), path + " must be a group of keys, but is " + node.kind());
            return null;
        }
        Map<String, T> values = new LinkedHashMap<>();
        group.entries().forEach((key, entry) -> {
            T read = value.read(entry, path + "." + Excerpt.of(key), problems);
            if (read != null) {
                values.put(key, read);
            }
        });
        return Collections.unmodifiableMap(values);
    }

    @Override
    public String print(Map<String, T> values) {
        return values.entrySet().stream()
                .map(entry -> YamlText.item(entry.getKey()) + ": " + value.print(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    boolean isSecret() {
        return value.isSecret();
    }
}
