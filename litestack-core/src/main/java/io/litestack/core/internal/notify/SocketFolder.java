package io.litestack.core.internal.notify;

import io.litestack.core.internal.file.BootId;
import io.litestack.core.internal.file.FileSystemKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the processes that have a file open put their sockets: a folder beside it that only its owner, or a group, may
 * enter, or one in the temporary folder if the path would be too long for a socket or everybody may enter that folder.
 *
 * <p>A socket's name holds the file's identity and that of the running kernel: a folder may be shared with another
 * machine, whose sockets nobody answers here although their processes live. On a local disk that is not so: whatever sockets
 * are there, were made by this kernel or by one that is gone, under whatever name it went (a kernel has another one after each
 * start, and some containers see one of their own). A disk that this machine lends to a virtual one looks local from
 * here, and is not; but SQLite's shared memory does not reach there either, and a file must not be used from both sides.
 */
public final class SocketFolder {
    /** Sockets with longer paths cannot be bound: 108 bytes on Linux, 104 on macOS, with the closing zero. */
    private static final int LONGEST_PATH = 100;

    private static final String SUFFIX = ".s";

    /** File systems that one kernel at a time has in use. */
    private static final Set<String> LOCAL =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs", "zfs", "tmpfs", "ramfs");

    private static final Logger LOG = LoggerFactory.getLogger("io.litestack.core");

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> GROUP = PosixFilePermissions.fromString("rw-rw----");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");

    private final Path folder;
    private final boolean isBesideData;
    private final String prefix;
    private boolean isShared;

    /** By what begins the name of each socket whose process, if it lives, is on this kernel. */
    private String commonPrefix;

    private SocketFolder(Path folder, boolean isBesideData, String file, String kernel) {
        this.folder = folder;
        this.isBesideData = isBesideData;
        this.prefix = file + kernel;
        this.commonPrefix = prefix;
    }

    /** The folder for a file, created if need be; null where there can be none. */
    static @Nullable SocketFolder of(Path file) {
        try {
            Path real = file.toRealPath();
            String name = hex(real.getFileName().toString().hashCode());
            String kernel = hex(BootId.read().hashCode());
            Path parent = real.getParent();
            Path beside = parent == null ? real : parent.resolve(".litestack");
            for (Path folder : new Path[] {
                beside,
                Path.of(System.getProperty("java.io.tmpdir"))
                        .resolve("litestack-" + System.getProperty("user.name")
                                + hex(String.valueOf(parent).hashCode()))
            }) {
                SocketFolder candidate = new SocketFolder(folder, folder.equals(beside), name, kernel);
                if (candidate.isShortEnough() && candidate.prepare()) {
                    if (isOfOneKernel(FileSystemKind.of(folder))) {
                        candidate.commonPrefix = name;
                    }
                    return candidate;
                }
            }
            return null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /** A path for a new socket, under a name that nobody looks for yet. */
    Path newPath() {
        return folder.resolve(prefix + hex(ThreadLocalRandom.current().nextInt()) + ".t");
    }

    /** The name under which others find the socket. */
    static Path published(Path path) {
        String name = String.valueOf(path.getFileName());
        return path.resolveSibling(name.substring(0, name.length() - 2) + SUFFIX);
    }

    /** The path of a socket by its name; null if it is not one of this file, or perhaps of a kernel that runs beside this one. */
    @Nullable
    Path socket(String name) {
        boolean isOurs = name.startsWith(commonPrefix) && name.endsWith(SUFFIX) && name.indexOf('/') < 0;
        return isOurs ? folder.resolve(name) : null;
    }

    /** The sockets of the processes that have the file open, or had it: of this kernel, on a local disk also of one before. */
    List<Path> sockets() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, commonPrefix + "*" + SUFFIX)) {
            entries.forEach(found::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Whether a file system of this kind, as the system calls it, can be in use by one kernel only. */
    static boolean isOfOneKernel(String fileSystem) {
        return LOCAL.contains(fileSystem);
    }

    private boolean isShortEnough() {
        return newPath().toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH;
    }

    /** Creates the folder, or makes sure that an existing one is a folder of ours that not everybody may enter. */
    private boolean prepare() throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        isShared = !PRIVATE.containsAll(permissions);
        if (isShared && (!isBesideData || permissions.stream().anyMatch(OTHERS::contains))) {
            LOG.warn(
                    "{} can be entered by others ({}), so the sockets by which processes wake each other are not put there;"
                            + " processes that do not share {} notice each other's commits and deaths later. Remedy: chmod"
                            + " o-rwx {}",
                    folder,
                    PosixFilePermissions.toString(permissions),
                    System.getProperty("java.io.tmpdir"),
                    folder);
            return false;
        }
        return Files.isWritable(folder) && Files.isExecutable(folder);
    }

    /** Where a group may enter the folder, as in volumes that Kubernetes prepares for one, it may connect as well. */
    void share(Path socket) throws IOException {
        if (isShared) {
            Files.setPosixFilePermissions(socket, GROUP);
        }
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits(value);
    }
}
