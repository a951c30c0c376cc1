package io.litestack.core.internal.file;

import io.litestack.core.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * What is done with a store's file before SQLite opens it: it is made, for its owner only, if it does not exist, and a
 * path on which SQLite would fail in an obscure way is refused in a clear one.
 *
 * <p>An existing database is never opened here: closing any descriptor of it would drop the locks that SQLite holds on it
 * for the whole process.
 */
public final class FileGuard {
    /** Where two machines may have one file, and neither sees the other's locks and shared memory as SQLite needs them. */
    private static final Set<String> NETWORK = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb2",
            "smb3",
            "smbfs",
            "afpfs",
            "afs",
            "ceph",
            "davfs",
            "webdav",
            "fuse.sshfs",
            "fuse.glusterfs",
            "fuse.ceph",
            "fuse.s3fs",
            "fuse.rclone",
            "fuse.gcsfuse",
            "lustre",
            "gpfs",
            "beegfs",
            "orangefs");

    /** What to do where there are no descriptors left. */
    public static final String MORE_DESCRIPTORS =
            "no file descriptors are left: close other files and connections, or raise the limit (ulimit -n)";

    private static final String NO_DESCRIPTORS = "Too many open files";

    private static final int LONGEST_NAME = 255;

    /** Of {@code -journal}. */
    private static final int LONGEST_SUFFIX = 8;

    /** SQLite's limit of 512, with its closing zero, less the longest suffix. */
    private static final int LONGEST_PATH = 503;

    private FileGuard() {}

    /**
     * A file, whatever the name it is opened by.
     *
     * @param key the same for all names of one file
     * @param path its name without symbolic links: SQLite puts its own files beside that
     */
    public record Identity(Object key, Path path) {}

    /** Makes the file and its folder if they do not exist, or checks that they can be used. */
    public static Identity prepare(Path file) {
        try {
            refuseLongNames(file);
            createFolder(file);
            refuseNetwork(file, FileSystemKind.of(Files.exists(file) ? file : folderOf(file)));
            refuseOtherKinds(file);
            CompanionFiles.refuseUnusable(file);
            refuseOrphanLog(file);
            create(file);
            checkAccess(file);
            refuseHardLinks(file);
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            Path path = file.toRealPath();
            refuseLongPath(path);
            return new Identity(key == null ? path : key, path);
        } catch (IOException e) {
            throw new StoreException("cannot create " + file + " as user " + user() + ": " + e + "; " + remedy(e), e);
        }
    }

    /** What to do about a file that could not be made. */
    public static String remedy(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains(NO_DESCRIPTORS)) {
            return MORE_DESCRIPTORS;
        }
        if (message.contains("File name too long")) {
            return "give a shorter path: the system takes 4,096 bytes, and 255 for each name in it";
        }
        if (message.contains("Too many levels of symbolic links")) {
            return "it is a symbolic link that leads back to itself: remove it, or give another path";
        }
        return message.contains("No space left on device")
                ? "free space on the disk"
                : "create the folder, or give another path";
    }

    /** Whether this process may open no more files. */
    public static boolean areDescriptorsExhausted() {
        try (DirectoryStream<Path> home = Files.newDirectoryStream(Path.of(System.getProperty("java.home")))) {
            return home.iterator() == null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains(NO_DESCRIPTORS);
        }
    }

    private static void refuseOtherKinds(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw refused(file, "it is a folder", "give the path of a file");
        }
        try {
            if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
                throw refused(file, "it is a device, a pipe or a socket", "give the path of a file");
            }
        } catch (NoSuchFileException e) {
            // it will be made
        }
    }

    /** SQLite puts files beside the database whose names are longer by up to eight letters. */
    private static void refuseLongNames(Path file) {
        for (Path part : file) {
            boolean isLast = part.equals(file.getFileName());
            int most = LONGEST_NAME - (isLast ? LONGEST_SUFFIX : 0);
            int bytes = bytesOf(part);
            if (bytes > most) {
                throw refused(
                        file,
                        "the name \"" + part + "\" has " + bytes + " bytes, and may have " + most
                                + (isLast ? " so that -wal and -journal can be appended to it" : ""),
                        "give a shorter one");
            }
        }
    }

    private static void refuseLongPath(Path path) {
        int bytes = bytesOf(path);
        if (bytes > LONGEST_PATH) {
            throw refused(
                    path,
                    "the path, without symbolic links, has " + bytes + " bytes, and SQLite takes " + LONGEST_PATH,
                    "give a shorter one");
        }
    }

    private static int bytesOf(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void createFolder(Path file) throws IOException {
        Path folder = folderOf(file);
        if (Files.isDirectory(folder)) {
            return;
        }
        refuseObstacle(file, folder);
        createPrivateFolder(folder);
    }

    /** What is in the place of a folder, or of one that it is in, so that it cannot be made. */
    private static void refuseObstacle(Path file, Path folder) {
        Path first = folder;
        while (first != null && !Files.exists(first, LinkOption.NOFOLLOW_LINKS)) {
            first = first.getParent();
        }
        if (first == null || Files.isDirectory(first)) {
            return;
        }
        if (!Files.exists(first)) {
            throw refused(
                    file,
                    first + " is a symbolic link to a folder that does not exist",
                    "create that folder, or remove the link");
        }
        throw refused(file, first + " is not a folder", "move it away, or give another path");
    }

    /** Makes a folder, and those that it is in, for their owner only. */
    public static void createPrivateFolder(Path folder) throws IOException {
        Files.createDirectories(folder, privately(folder, "rwx------"));
    }

    /**
     * Without its database a log is worth nothing, and SQLite deletes it when it makes a new one; but whoever has lost the
     * database may still have it elsewhere.
     */
    public static void refuseOrphanLog(Path file) throws IOException {
        for (String suffix : new String[] {"-wal", "-journal"}) {
            Path log = file.resolveSibling(file.getFileName() + suffix);
            // the log first: another process that makes both just now makes the database before
            boolean isLog = sizeOf(log) > 0;
            // an empty database with a journal is one whose making was cut short
            boolean isOrphan = suffix.equals("-wal") ? sizeOf(file) == 0 : !Files.exists(file);
            if (isLog && isOrphan) {
                throw refused(
                        file,
                        "it is missing or empty, but its log " + log + " is there, with what was committed last",
                        "put the database back that the log belongs to; if it is lost, or a backup is to take its place, move"
                                + " the log away first: mv " + log + " " + log + ".old");
            }
        }
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        if (Files.isSymbolicLink(file)) {
            throw refused(
                    file,
                    "it is a symbolic link to a file that does not exist",
                    "create that file, empty, or remove the link");
        }
        if (!Files.isWritable(folderOf(file))) {
            throw refused(
                    file,
                    "user " + user() + " may not write its folder",
                    "grant write permission on " + folderOf(file));
        }
        try {
            Files.createFile(file, ownerOnly(file));
        } catch (FileAlreadyExistsException e) {
            // another process was a moment faster
        }
    }

    private static void checkAccess(Path file) {
        if (!Files.isReadable(file)) {
            throw refused(file, "user " + user() + " may not read it", "grant read and write permission on it");
        }
        if (!Files.isWritable(file)) {
            throw refused(
                    file,
                    "user " + user() + " may not write it, or the file system is read-only",
                    "grant write permission on it, or mount the file system for writing");
        }
        if (!Files.isWritable(folderOf(file))) {
            throw refused(
                    file,
                    "user " + user() + " may not write its folder, where SQLite keeps the -wal and -shm files",
                    "grant write permission on " + folderOf(file));
        }
    }

    /**
     * Refuses a file on a network file system.
     *
     * @param fileSystem the kind, as the system calls it
     */
    static void refuseNetwork(Path file, String fileSystem) {
        if (NETWORK.contains(fileSystem.toLowerCase(Locale.ROOT))) {
            throw refused(
                    file,
                    "it is on a network file system (" + fileSystem
                            + "), where SQLite's locks and shared memory do not work and the file would be damaged",
                    "give a path on a local disk");
        }
    }

    /** SQLite keeps a log beside each name: two processes that use two names would destroy the file. */
    private static void refuseHardLinks(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        int names = (Integer) Files.getAttribute(file, "unix:nlink");
        if (names > 1) {
            throw refused(
                    file,
                    "the file has " + names + " names (hard links), and SQLite would keep a log beside each of them",
                    "remove the others; find them with: find / -xdev -samefile " + file);
        }
    }

    static StoreException refused(Path file, String reason, String remedy) {
        return new StoreException("cannot open " + file + ": " + reason + "; " + remedy, null);
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }

    static String user() {
        return System.getProperty("user.name");
    }

    /** What a new file is made with, so that only its owner can read and write it. */
    public static FileAttribute<?>[] ownerOnly(Path file) {
        return privately(folderOf(file), "rw-------");
    }

    private static FileAttribute<?>[] privately(Path near, String mode) {
        boolean isPosix = near.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPosix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
