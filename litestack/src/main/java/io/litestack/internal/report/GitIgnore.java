package io.litestack.internal.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A {@code .gitignore}, to which a folder is added. */
final class GitIgnore {
    private final Path file;

    GitIgnore(Path folder) {
        file = folder.resolve(".gitignore");
    }

    Path file() {
        return file;
    }

    /** Adds a folder, unless it is there; returns whether the file was changed. */
    boolean add(String folder) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        List<String> same =
                List.of(folder, folder + "/", "/" + folder, "/" + folder + "/", "/" + folder + "/*", folder + "/*");
        if (text.lines().map(String::strip).anyMatch(same::contains)) {
            return false;
        }
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        String gap = text.isEmpty() || text.endsWith("\n") ? "" : end;
        Files.writeString(file, gap + "/" + folder + "/" + end, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return true;
    }
}
