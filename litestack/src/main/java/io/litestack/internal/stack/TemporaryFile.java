package io.litestack.internal.stack;

import io.litestack.core.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file of a temporary store, which is deleted, with all that stands beside it under its name, once the store is closed. */
record TemporaryFile(Path file) {
    void delete() {
        @Nullable Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try {
            deleteAll(folder);
            deleteAll(folder.resolve(".litestack"));
            deleteIfEmpty(folder.resolve(".litestack"));
            deleteIfEmpty(folder);
        } catch (IOException e) {
            throw new StoreException("cannot delete the temporary store " + file + ": " + e, e);
        }
    }

    private void deleteAll(Path in) throws IOException {
        if (!Files.isDirectory(in)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> files = Files.list(in)) {
            found = files.filter(it -> String.valueOf(it.getFileName()).startsWith(String.valueOf(file.getFileName())))
                    .toList();
        }
        for (Path each : found) {
            Files.deleteIfExists(each);
        }
    }

    /** Others' temporary stores may still be in it. */
    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // the last one deletes it
        }
    }
}
