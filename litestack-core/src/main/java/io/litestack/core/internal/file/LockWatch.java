package io.litestack.core.internal.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sees whether SQLite still holds its locks, on Linux, which lists them for each descriptor in {@code /proc/self/fdinfo}.
 *
 * <p>A process loses all its locks on a file as soon as it closes any descriptor of it. In WAL mode SQLite holds one lock on
 * the database and one on the shared-memory file for as long as a connection is open; without them other processes believe
 * that they are alone, and remove the log.
 */
final class LockWatch {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");

    /** {@code lock: 1: POSIX ADVISORY READ <process> <file> <first byte> <last byte>}. */
    private static final Pattern LOCK = Pattern.compile("lock:\\s+\\S+\\s+POSIX(?:\\s+\\S+){3}\\s+(\\S+)");

    private final List<Held> held;

    private LockWatch(List<Held> held) {
        this.held = held;
    }

    /** Watches the locks that are there now; where the system lists none, there is nothing to watch. */
    static LockWatch of(Path database, Path index) {
        return new LockWatch(List.of(new Held(database), new Held(index)));
    }

    /** Whether all locks that were there at first are there, as far as can be known. */
    boolean areHeld() {
        for (Held each : held) {
            if (!each.isHeld()) {
                return false;
            }
        }
        return true;
    }

    /** Whether this process has a descriptor of a file; only where the system lists them. */
    static boolean isOpenHere(Path file) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (leadsTo(descriptor, file.toString())) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static boolean leadsTo(Path descriptor, String path) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(path);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** The locks on one file. */
    private static final class Held {
        private final String path;

        /** How the system names the file in its lines about locks; null if it names no lock. */
        private final @Nullable String file;

        private volatile @Nullable Path details;

        Held(Path path) {
            this.path = path.toString();
            this.file = find();
        }

        boolean isHeld() {
            if (file == null) {
                return true;
            }
            try {
                Path known = details;
                return (known != null && file.equals(lockedFile(known))) || file.equals(search());
            } catch (IOException | DirectoryIteratorException e) {
                // no descriptor is left to look with, as a rule
                return true;
            }
        }

        private @Nullable String find() {
            try {
                return Files.isReadable(DETAILS) ? search() : null;
            } catch (IOException | DirectoryIteratorException e) {
                return null;
            }
        }

        /** Looks through all descriptors of the file for one with a lock. */
        private @Nullable String search() throws IOException {
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
                for (Path descriptor : descriptors) {
                    Path its = DETAILS.resolve(descriptor.getFileName());
                    String locked = leadsTo(descriptor, path) ? lockedFile(its) : null;
                    if (locked != null) {
                        details = its;
                        return locked;
                    }
                }
            }
            return null;
        }

        /** The file that is locked through a descriptor, such as {@code fe:00:2155748}; null if none is. */
        private static @Nullable String lockedFile(Path details) throws IOException {
            try {
                Matcher lock = LOCK.matcher(Files.readString(details));
                return lock.find() ? lock.group(1) : null;
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }
}
