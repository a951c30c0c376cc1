package io.litestack.internal.config;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.text.SizeText;
import io.litestack.core.spi.config.text.Suggestion;
import io.litestack.core.spi.config.tree.Place;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text of a configuration file.
 *
 * <p>Nothing is opened whose name does not end as a configuration file's does: opening and closing a database by mistake would
 * drop SQLite's locks on it.
 */
public final class SourceText {
    private static final Pattern NAME = Pattern.compile(".+\\.(yml|yaml|json)");
    private static final long MOST_BYTES = 1 << 20;

    private SourceText() {}

    /** Reads a file, or says why it cannot be read. */
    static Optional<String> read(Path file, ConfigProblems problems) {
        Optional<String> obstacle = obstacle(file);
        if (obstacle.isPresent()) {
            problems.add(new Place(file.toString(), 0), obstacle.get());
            return Optional.empty();
        }
        try {
            String text = Files.readString(file);
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.add(new Place(file.toString(), 0), "is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            problems.add(new Place(file.toString(), 0), "cannot be read: " + e);
        }
        return Optional.empty();
    }

    static boolean isJson(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    }

    private static Optional<String> obstacle(Path file) {
        if (!NAME.matcher(file.toString().toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of("is not a configuration file; its name must end in .yml, .yaml or .json");
        }
        if (!Files.exists(file)) {
            return Optional.of("does not exist; check the path"
                    + (file.isAbsolute() ? "" : " (" + file.toAbsolutePath() + ")") + sibling(file));
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("is not a regular file");
        }
        if (!Files.isReadable(file)) {
            return Optional.of(
                    "may not be read by user " + System.getProperty("user.name") + "; grant read permission on it");
        }
        return size(file) > MOST_BYTES
                ? Optional.of("is larger than " + SizeText.print(MOST_BYTES) + ", which no configuration needs to be")
                : Optional.empty();
    }

    /** A file beside it that may be meant. */
    private static String sibling(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<String> names = all.map(it -> String.valueOf(it.getFileName()))
                    .filter(it -> NAME.matcher(it.toLowerCase(Locale.ROOT)).matches())
                    .sorted()
                    .toList();
            return Suggestion.forName(String.valueOf(file.getFileName()), names)
                    .map(it -> "; did you mean " + it + "?")
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // reading it will say what is wrong
        }
    }
}
