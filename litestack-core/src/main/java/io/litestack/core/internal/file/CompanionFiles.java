package io.litestack.core.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
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

    /** Refuses what SQLite could not use; other processes make and delete these files meanwhile. */
    static void refuseUnusable(Path file) throws IOException {
        for (String suffix : SUFFIXES) {
            Path companion = file.resolveSibling(file.getFileName() + suffix);
            try {
                refuseOtherKinds(file, companion);
                companion.getFileSystem().provider().checkAccess(companion, AccessMode.READ, AccessMode.WRITE);
            } catch (AccessDeniedException e) {
                throw FileGuard.refused(
                        file,
                        "user " + FileGuard.user() + " may not read and write " + companion
                                + ", which belongs to the database and to " + ownerOf(companion),
                        "grant read and write permission on it, and run all processes that open the database as one user");
            } catch (FileSystemException e) {
                // as a rule there is none; a file system for reading only is refused by the database
            }
        }
    }

    private static void refuseOtherKinds(Path file, Path companion) throws IOException {
        BasicFileAttributes found =
                Files.readAttributes(companion, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            String kind = found.isDirectory()
                    ? "a folder"
                    : found.isSymbolicLink() ? "a symbolic link" : "a device, a pipe or a socket";
            throw FileGuard.refused(
                    file,
                    companion + ", where SQLite keeps a file of its own, is " + kind,
                    "move that away, or give another path");
        }
    }

    private static Object ownerOf(Path companion) throws IOException {
        return Files.getAttribute(companion, "owner:owner");
    }
}
