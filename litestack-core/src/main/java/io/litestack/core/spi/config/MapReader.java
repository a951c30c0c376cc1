package io.litestack.core.spi.config;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.text.DurationText;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import io.litestack.core.spi.config.tree.ConfigNode.Nothing;
import io.litestack.core.spi.config.tree.ConfigNode.Scalar;
import io.litestack.core.spi.config.tree.ConfigNode.Sequence;
import io.litestack.core.spi.config.tree.NodeBudget;
import io.litestack.core.spi.config.tree.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads maps of Java values to the same tree as files. */
final class MapReader {
    private final Place place;
    private final ConfigProblems problems;
    private final NodeBudget budget;

    private MapReader(String source, ConfigProblems problems) {
        place = new Place(source, 0);
        this.problems = problems;
        budget = new NodeBudget(source);
    }

    /** Reads a map, or says why it cannot be read. */
    static Optional<Mapping> read(String source, Map<?, ?> map, ConfigProblems problems) {
        try {
            return Optional.of(new MapReader(source, problems).mapping(map, 0));
        } catch (ConfigException e) {
            e.problems().forEach(problems::add);
            return Optional.empty();
        }
    }

    private Mapping mapping(Map<?, ?> map, int depth) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> entries.put(String.valueOf(key), node(value, depth + 1)));
        return new Mapping(entries, place);
    }

    private ConfigNode node(@Nullable Object value, int depth) {
        budget.take(depth);
        if (value == null) {
            return new Nothing(place);
        }
        if (value instanceof Map<?, ?> map) {
            return mapping(map, depth);
        }
        return value instanceof Collection<?> items ? sequence(items, depth) : new Scalar(text(value), place);
    }

    private Sequence sequence(Collection<?> values, int depth) {
        List<ConfigNode> items = new ArrayList<>();
        values.forEach(item -> items.add(node(item, depth + 1)));
        return new Sequence(items, place);
    }

    private String text(Object value) {
        if (value instanceof Duration span) {
            return DurationText.print(span);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (!(value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Path)) {
            problems.add(
                    place,
                    "a value is of " + value.getClass()
                            + "; use text, a number, a boolean, a Duration, a Path, an enum, a map or a collection");
        }
        return value.toString();
    }
}
