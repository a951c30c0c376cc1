package io.litestack.core.spi.config;

import io.litestack.core.spi.config.tree.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A list of values. */
final class ListType<T> extends ConfigType<List<T>> {
    private final ConfigType<T> item;

    ListType(ConfigType<T> item) {
        this.item = item;
    }

    @Override
    @Nullable
    List<T> read(ConfigNode node, String path, ConfigProblems problems) {
        if (node instanceof ConfigNode.Unknown) {
            return null;
        }
        if (!(node instanceof ConfigNode.Sequence sequence)) {
            problems.add(node.place(), path + " must be a list such as [a, b], but is " + node.kind());
            return null;
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            T value = item.read(sequence.items().get(i), path + "[" + i + "]", problems);
            if (value != null) {
                items.add(value);
            }
        }
        return List.copyOf(items);
    }

    @Override
    public String print(List<T> value) {
        return value.stream().map(item::print).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    boolean isSecret() {
        return item.isSecret();
    }
}
