package io.litestack.core;

import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.text.PathEncoding;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the path of a store may be. */
final class StorePath {
    private StorePath() {}

    /**
     * Adds what is wrong with a path.
     *
     * @param given the path as the user named it
     * @param path its absolute form
     */
    static void check(Path given, Path path, ConfigProblems problems) {
        checkFileName(path, problems);
        if (isSpecial(given) || isSpecial(path.getFileName())) {
            problems.add("path must be a plain path, not a URL or a special name: \"" + given + '"'
                    + (given.toString().contains(":memory:")
                            ? "; for a store that is gone when it is closed say store: temporary, or Store.temporary()"
                            : ""));
        }
        if (given.getFileSystem() != FileSystems.getDefault()) {
            problems.add("path must be in the default file system, not in " + given.getFileSystem());
        }
    }

    /** A name that SQLite or its driver would read as anything but a file's name is refused. */
    private static void checkFileName(Path path, ConfigProblems problems) {
        Path last = path.getFileName();
        String name = last == null ? "" : last.toString();
        if (name.isEmpty()) {
            problems.add("path must name a file");
        }
        for (Path part : path) {
            if (part.toString().chars().anyMatch(it -> it < ' ' || it == 127 || it == '?' || it == '\uFFFD')) {
                String remedy = PathEncoding.problem(part.toString())
                        .map(it -> "path has letters that cannot be used, in \"" + part + "\": " + it)
                        .orElse("path must not contain '?' or control characters: rename \"" + part + '"');
                problems.add(remedy);
            }
        }
        if (name.indexOf('#') >= 0 || name.indexOf('%') >= 0) {
            problems.add("path must not have '#' or '%' in the file's name: rename \"" + name + '"');
        }
        if (name.equals(".litestack")) {
            problems.add(
                    "path must not be .litestack, which is the folder beside the file in which processes hear each other");
        }
        for (String suffix : new String[] {"-wal", "-shm", "-journal"}) {
            if (name.endsWith(suffix)) {
                problems.add("path must not end in " + suffix + ", which SQLite keeps for its own files");
            }
        }
    }

    /** Whether SQLite or its driver gives it a meaning; a URL would else become folders of that name. */
    private static boolean isSpecial(@Nullable Path path) {
        String text = String.valueOf(path);
        return text.startsWith(":") || text.startsWith("file:") || text.startsWith("jdbc:");
    }
}
