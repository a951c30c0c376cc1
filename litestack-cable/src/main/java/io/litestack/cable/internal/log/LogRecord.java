package io.litestack.cable.internal.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a log stood when it was looked at last, kept in a file of its own beside it: so it is seen that the log was replaced by
 * an older state of it, also if that was written into the same file. It is a help and no promise: where it cannot be written or
 * read, nothing is compared.
 *
 * @param epoch the log's epoch
 * @param head the last id that it had given out
 */
record LogRecord(String epoch, long head) {
    /** {@code .litestack/<name>.cable} beside the database. */
    private static Path pathOf(Path database) {
        return database.resolveSibling(".litestack").resolve(database.getFileName() + ".cable");
    }

    static Optional<LogRecord> read(Path database) {
        try {
            String text = Files.readString(pathOf(database)).strip();
            int space = text.indexOf(' ');
            return space < 0
                    ? Optional.empty()
                    : Optional.of(new LogRecord(text.substring(0, space), Long.parseLong(text.substring(space + 1))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Writes it, unless another process has written that it is further. */
    void write(Path database) {
        Optional<LogRecord> known = read(database);
        if (known.isPresent() && known.get().epoch.equals(epoch) && known.get().head >= head) {
            return;
        }
        try {
            Path path = pathOf(database);
            if (Files.isDirectory(path.resolveSibling(""))) {
                Files.write(path, (epoch + ' ' + head + '\n').getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // a full disk, or one that may only be read
        }
    }
}
