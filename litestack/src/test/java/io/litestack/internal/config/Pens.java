package io.litestack.internal.config;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigSection;
import io.litestack.core.spi.config.PenConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads pens from files, the whole way from text to record. */
final class Pens {
    private static final Map<String, String> VARIABLES =
            Map.of("COLOUR", "red", "EMPTY", "", "SECRET", "swordfish", "SECRET_WIDTH", "4711", "TRICK", "x\nwidth: 9");

    private Pens() {}

    static Path file(Path folder, String name, String text) {
        return file(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path file(Path folder, String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Variables variables(Path folder) {
        return Variables.of(VARIABLES::get, folder);
    }

    /** The section as it is read, variables replaced. */
    static ConfigSection section(Path file, ConfigProblems problems) {
        ConfigSection section = ConfigReader.read(file, problems).orElseGet(() -> ConfigSection.empty("nothing"));
        return variables(file.toAbsolutePath().getParent()).resolve(section, problems);
    }

    /** The pen that a file describes; throws all that is wrong with it. */
    static PenConfig read(Path file) {
        ConfigProblems problems = new ConfigProblems("pens");
        PenConfig pen = PenConfig.read(section(file, problems), problems);
        problems.throwIfAny();
        return pen;
    }

    static PenConfig yaml(Path folder, String text) {
        return read(file(folder, "pen.yml", text));
    }

    static PenConfig json(Path folder, String text) {
        return read(file(folder, "pen.json", text));
    }

    /** What is wrong with a file; without its folder's name. */
    static List<String> problems(Path file) {
        try {
            PenConfig pen = read(file);
            throw new AssertionError("should have been refused, but is " + pen);
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(it -> it.replace(file.toAbsolutePath().getParent() + "/", ""))
                    .toList();
        }
    }

    static List<String> yamlProblems(Path folder, String text) {
        return problems(file(folder, "pen.yml", text));
    }

    static List<String> jsonProblems(Path folder, String text) {
        return problems(file(folder, "pen.json", text));
    }
}
