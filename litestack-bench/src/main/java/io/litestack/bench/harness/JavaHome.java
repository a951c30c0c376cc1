package io.litestack.bench.harness;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * An installed Java. Immutable.
 *
 * @param folder where it is
 * @param feature the first number of its version
 */
public record JavaHome(Path folder, int feature) {
    /** Where others than our own are looked for. */
    public static final Path PLACE = Path.of("/usr/lib/jvm");

    /** The first release with virtual threads, and since then the time between two with long support. */
    private static final int FIRST_LONG_LIVED = 21;

    private static final int RELEASES_BETWEEN = 4;

    /** The one that runs this. */
    public static JavaHome ours() {
        return new JavaHome(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** Ours if it is new enough, else the newest installed one that is supported for long. */
    public static Optional<JavaHome> atLeast(int feature) throws IOException {
        if (ours().feature() >= feature) {
            return Optional.of(ours());
        }
        return installed().stream()
                .filter(it -> it.feature() >= feature && it.isLongLived())
                .max(Comparator.comparingInt(JavaHome::feature));
    }

    private static List<JavaHome> installed() throws IOException {
        if (!Files.isDirectory(PLACE)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(PLACE)) {
            return folders.flatMap(it -> read(it).stream()).toList();
        }
    }

    /** Reads its file {@code release}, which holds a line such as {@code JAVA_VERSION="25.0.1"}. */
    private static Optional<JavaHome> read(Path folder) {
        Properties facts = new Properties();
        try (Reader file = Files.newBufferedReader(folder.resolve("release"))) {
            facts.load(file);
            String version = facts.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Optional.of(
                    new JavaHome(folder, Runtime.Version.parse(version).feature()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isLongLived() {
        return feature >= FIRST_LONG_LIVED && (feature - FIRST_LONG_LIVED) % RELEASES_BETWEEN == 0;
    }

    /** The program that starts a JVM. */
    public Path launcher() {
        return folder.resolve("bin").resolve("java");
    }
}
