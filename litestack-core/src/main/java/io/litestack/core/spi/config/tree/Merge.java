package io.litestack.core.spi.config.tree;

import io.litestack.core.spi.config.text.Excerpt;
import io.litestack.core.spi.config.tree.ConfigNode.Mapping;
import io.litestack.core.spi.config.tree.ConfigNode.Nothing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays one group of keys over another. */
public final class Merge {
    private Merge() {}

    /**
     * Returns the keys of both. Groups are merged in turn, lists and values replace. A key that was left empty over a group is
     * that group: all its lines are comments.
     *
     * @param over wins where both have a key
     * @param base the group beneath
     * @return both in one
     */
    public static Mapping deep(Mapping over, Mapping base) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>(base.entries());
        over.entries()
                .forEach((key, value) ->
                        entries.put(key, merged(value, base.entries().get(key))));
        return new Mapping(entries, over.place());
    }

    private static ConfigNode merged(ConfigNode over, @Nullable ConfigNode base) {
        if (base instanceof Mapping lower) {
            if (over instanceof Mapping upper) {
                return deep(upper, lower);
            }
            return over instanceof Nothing ? base : over;
        }
        return over;
    }

    /**
     * Describes the problem of a key that is there twice.
     *
     * @param key the key
     * @param first where it was written first
     * @return a sentence for the place where it was written again
     */
    public static String duplicate(String key, Place first) {
        return "the key " + Excerpt.of(key) + " is given twice, first in line " + first.line() + "; remove one";
    }
}
