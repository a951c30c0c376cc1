package io.litestack.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a test does to files from outside. Never with Java's own file access: closing a descriptor of a database drops the
 * locks that SQLite holds on it in this process.
 */
public final class Shell {
    private Shell() {}

    /** Runs a program, which must succeed, and returns what it wrote. */
    public static String run(Object... command) {
        String[] words = new String[command.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = command[i].toString();
        }
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s: %s", String.join(" ", words), output)
                    .isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Whether a program is there and succeeds. */
    static boolean succeeds(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Copies a database and its log as they lie there now: what a process killed at this moment would leave behind. */
    public static Path crashImage(Path file, Path folder) {
        try {
            Path image = Files.createTempDirectory(folder, "image").resolve(file.getFileName());
            run("cp", file, image);
            Path log = log(file);
            if (Files.exists(log)) {
                run("cp", log, log(image));
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The write-ahead log beside a database. */
    public static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }
}
