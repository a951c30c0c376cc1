package io.litestack.core.spi.config;

import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A few words in a row; one alone needs no brackets. */
final class WordsType extends ConfigType<List<String>> {
    private final String expects;

    WordsType(String expects) {
        this.expects = expects;
    }

    @Override
    @Nullable
    List<String> read(ConfigNode node, String path, ConfigProblems problems) {
        if (node instanceof ConfigNode.Scalar word) {
            return List.of(word.text());
        }
        if (node instanceof ConfigNode.Sequence sequence) {
            return words(sequence, path, problems);
        }
        if (!(node instanceof ConfigNode.Unknown)) {
            problems.add(node.place(), path + " must be " + expects + ", but is " + node.kind());
        }
        return null;
    }

    private @Nullable List<String> words(ConfigNode.Sequence sequence, String path, ConfigProblems problems) {
        List<String> words = new ArrayList<>();
        for (ConfigNode item : sequence.items()) {
            if (item instanceof ConfigNode.Unknown) {
                return null;
            }
            if (!(item instanceof ConfigNode.Scalar word)) {
                problems.add(item.place(), path + " must be " + expects + ", but has " + item.kind() + " in it");
                return null;
            }
            words.add(word.text());
        }
        return words;
    }

    @Override
    public String print(List<String> words) {
        return words.stream().map(YamlText::item).collect(Collectors.joining(", ", "[", "]"));
    }
}
