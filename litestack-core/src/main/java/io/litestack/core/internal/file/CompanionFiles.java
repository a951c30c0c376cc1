package io.litestack.core.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The files that SQLite keeps beside a database. Where it cannot use one of them it says that the database cannot be opened, or, of
 * a shared memory that can only be read, that it opens a database which then refuses every write.
 */
final class CompanionFiles {
    private static final String[] SUFFIXES = {"-wal", "-shm", "-journal"};

    private CompanionFiles() {}

    /** Refuses what SQLite could not use; what another process deletes meanwhile is in nobody's way. */
    static void refuseUnusable(Path file) throws IOException {
        for (String suffix : SUFFIXES) {
            Path companion = file.resolveSibling(file.getFileName() + suffix);
            if (Files.exists(companion, LinkOption.NOFOLLOW_LINKS)) {
                refuseOtherKinds(file, companion);
                refuseDenied(file, companion);
            }
        }
    }

    private static void refuseOtherKinds(Path file, Path companion) throws IOException {
        boolean isFile = Files.isRegularFile(companion, LinkOption.NOFOLLOW_LINKS);
        if (!isFile && Files.exists(companion, LinkOption.NOFOLLOW_LINKS)) {
            BasicFileAttributes found =
                    Files.readAttributes(companion, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String kind = found.isDirectory()
                    ? "a folder"
                    : found.isSymbolicLink() ? "a symbolic link" : "a device, a pipe or a socket";
            throw FileGuard.refused(
                    file,
                    companion + ", where SQLite keeps a file of its own, is " + kind,
                    "move that away, or give another path");
        }
    }

    private static void refuseDenied(Path file, Path companion) throws IOException {
        boolean isUsable = Files.isReadable(companion) && Files.isWritable(companion);
        if (!isUsable && Files.exists(companion, LinkOption.NOFOLLOW_LINKS)) {
            throw FileGuard.refused(
                    file,
                    "user " + FileGuard.user() + " may not read and write " + companion
                            + ", which belongs to the database and to " + Files.getAttribute(companion, "owner:owner"),
                    "grant read and write permission on it, and run all processes that open the database as one user");
        }
    }
}
