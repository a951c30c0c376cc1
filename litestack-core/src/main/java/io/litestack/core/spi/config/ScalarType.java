package io.litestack.core.spi.config;

import io.litestack.core.spi.config.text.Suggestion;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.YamlText;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One value. */
final class ScalarType<T> extends ConfigType<T> {
    private final String expects;
    private final Function<String, T> parse;
    private final Function<T, String> print;
    private final boolean isSecret;
    private final List<String> words;

    /** A type; {@code words} are those that the value may be, as far as it is one of a few. */
    ScalarType(
            String expects,
            Function<String, T> parse,
            Function<T, String> print,
            boolean isSecret,
            List<String> words) {
        this.expects = expects;
        this.parse = parse;
        this.print = print;
        this.isSecret = isSecret;
        this.words = words;
    }

    @Override
    @Nullable
    T read(ConfigNode node, String path, ConfigProblems problems) {
        if (node instanceof ConfigNode.Unknown) {
            return null;
        }
        if (node instanceof ConfigNode.Nothing) {
            problems.add(node.place(), path + " has no value; give " + expects + ", or remove the key for its default");
            return null;
        }
        if (!(node instanceof ConfigNode.Scalar scalar)) {
            problems.add(node.place(), path + " must be " + expects + ", but is " + node.kind());
            return null;
        }
        try {
            return parse.apply(scalar.text());
        } catch (ArithmeticException e) {
            String found = isSecret ? "it" : scalar.quoted();
            problems.add(scalar.place(), path + " is out of range: " + found + " is more than any key may be");
            return null;
        } catch (IllegalArgumentException e) {
            String found = isSecret ? "something else" : scalar.quoted();
            problems.add(scalar.place(), path + " must be " + expects + ", but is " + found + suggestion(scalar));
            return null;
        }
    }

    private String suggestion(ConfigNode.Scalar scalar) {
        return isSecret || scalar.hasVariable()
                ? ""
                : Suggestion.forName(scalar.text(), words)
                        .map(it -> "; did you mean " + it + "?")
                        .orElse("");
    }

    @Override
    public String print(T value) {
        return isSecret ? print.apply(value) : YamlText.item(print.apply(value));
    }

    @Override
    boolean isSecret() {
        return isSecret;
    }
}
