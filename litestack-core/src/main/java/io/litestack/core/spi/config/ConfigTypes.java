package io.litestack.core.spi.config;

import io.litestack.core.spi.config.text.DurationText;
import io.litestack.core.spi.config.text.PathEncoding;
import io.litestack.core.spi.config.text.SizeText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The types that values of a configuration have. */
public final class ConfigTypes {
    /** Any text, as it is. */
    public static final ConfigType<String> TEXT = of("text", text -> text, text -> text);

    /** Any text; it is never printed. */
    public static final ConfigType<String> SECRET =
            new ScalarType<>("text", text -> text, text -> "(hidden)", true, List.of());

    /** A whole number in {@code int}'s range. */
    public static final ConfigType<Integer> WHOLE_NUMBER =
            of("a whole number such as 5, without a leading zero", ConfigTypes::wholeNumber, String::valueOf);

    /** A number, with or without a fraction. */
    public static final ConfigType<Double> NUMBER =
            of("a number such as 5 or 2.5", ConfigTypes::number, ConfigTypes::printNumber);

    /** Yes or no, written {@code true} or {@code false}. */
    public static final ConfigType<Boolean> TRUE_OR_FALSE = new ScalarType<>(
            "true or false", ConfigTypes::trueOrFalse, String::valueOf, false, List.of("true", "false"));

    /** A span of time: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}. */
    public static final ConfigType<Duration> DURATION = of(
            "a span of time with its unit, such as 250ms, 30s, 5m, 12h or 7d",
            DurationText::parse,
            DurationText::print);

    /** A number of bytes: {@code 64KB}, {@code 128MB}, {@code 2GB}; 1 KB is 1,024 bytes. */
    public static final ConfigType<Long> SIZE =
            of("a size with its unit, such as 64KB, 128MB or 2GB", SizeText::parse, SizeText::print);

    /** A path; whoever reads it says what a relative one is relative to. */
    public static final ConfigType<Path> PATH = of(
            "a path (~ is not expanded; write ${HOME} for it" + PathEncoding.note() + ")",
            ConfigTypes::path,
            Path::toString);

    /** Anything: a value, a list or a group, which is JSON in Java. */
    public static final ConfigType<String> JSON = new JsonType();

    /** Of {@code -2147483648}. */
    private static final int LONGEST_INT = 11;

    private static final int LONGEST_NUMBER = 100;

    private ConfigTypes() {}

    /**
     * Makes a type of one value.
     *
     * @param expects what is wanted, as in "must be ..."
     * @param parse reads it; throws {@link IllegalArgumentException} if it is not what is wanted, and {@link
     *     ArithmeticException} if it is, but out of the range of {@code T}
     * @param print writes it so that {@code parse} reads it back
     * @param <T> what it is in Java
     * @return the type
     */
    public static <T> ConfigType<T> of(String expects, Function<String, T> parse, Function<T, String> print) {
        return new ScalarType<>(expects, parse, print, false, List.of());
    }

    /**
     * Makes a type of a word.
     *
     * @param expects what is wanted, as in "must be ..."
     * @param parse reads it; throws {@link IllegalArgumentException} if it is not what is wanted
     * @param print writes it so that {@code parse} reads it back
     * @param words those that a misspelt one may be meant for
     * @param <T> what it is in Java
     * @return the type
     */
    public static <T> ConfigType<T> word(
            String expects, Function<String, T> parse, Function<T, String> print, List<String> words) {
        return new ScalarType<>(expects, parse, print, false, words);
    }

    /**
     * Makes a type of one of several words, in small letters and with dashes for underscores; their case does not count.
     *
     * @param choices the enum whose constants are the words
     * @param <E> the enum
     * @return the type
     */
    public static <E extends Enum<E>> ConfigType<E> choice(Class<E> choices) {
        List<E> constants = Arrays.asList(choices.getEnumConstants());
        String expects = constants.stream().map(ConfigTypes::word).collect(Collectors.joining(" or "));
        return new ScalarType<>(
                expects,
                text -> constants.stream()
                        .filter(it -> word(it).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                ConfigTypes::word,
                false,
                constants.stream().map(ConfigTypes::word).toList());
    }

    /**
     * Makes a type of a list of values.
     *
     * @param item the type of each
     * @param <T> what an item is in Java
     * @return the type; its lists are immutable
     */
    public static <T> ConfigType<List<T>> list(ConfigType<T> item) {
        return new ListType<>(item);
    }

    /**
     * Makes a type of a few words in a row, such as {@code [urgent, 10]}; one alone needs no brackets.
     *
     * @param expects what is wanted, as in "must be ..."
     * @return the type
     */
    public static ConfigType<List<String>> words(String expects) {
        return new WordsType(expects);
    }

    /**
     * Makes a type of a group with any keys.
     *
     * @param value the type of what the keys mean
     * @param <T> what a value is in Java
     * @return the type; its maps are immutable and keep the order
     */
    public static <T> ConfigType<Map<String, T>> map(ConfigType<T> value) {
        return new MapType<>(value);
    }

    /**
     * Makes a type of a group with keys of its own, for a record within a record.
     *
     * @param binding its keys
     * @param builder makes a new builder with the defaults
     * @param <B> the builder
     * @param <C> the record
     * @return the type
     */
    public static <B, C> ConfigType<C> group(ConfigBinding<B, C> binding, Supplier<B> builder) {
        return new GroupType<>(binding, builder);
    }

    private static int wholeNumber(String text) {
        if (!text.matches("0|-?[1-9][0-9]*")) {
            throw new IllegalArgumentException(text);
        }
        if (text.length() > LONGEST_INT) {
            throw new ArithmeticException(text);
        }
        return Math.toIntExact(Long.parseLong(text));
    }

    private static double number(String text) {
        if (!text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
            throw new IllegalArgumentException(text);
        }
        if (text.length() > LONGEST_NUMBER || Double.isInfinite(Double.parseDouble(text))) {
            throw new ArithmeticException(text);
        }
        return Double.parseDouble(text);
    }

    private static String printNumber(Double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf(number.longValue())
                : number.toString();
    }

    private static Boolean trueOrFalse(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(text);
        }
        return text.equalsIgnoreCase("true");
    }

    private static Path path(String text) {
        if (text.isBlank() || text.startsWith("~")) {
            throw new IllegalArgumentException(text);
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
