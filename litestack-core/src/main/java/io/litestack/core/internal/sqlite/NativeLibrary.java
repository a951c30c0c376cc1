package io.litestack.core.internal.sqlite;

import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.file.FileSystemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads the driver's native library, which must be unpacked into a folder from which programs can be run.
 *
 * <p>The folder is that of {@code org.sqlite.tmpdir} if it is set, and no other; else the temporary folder of the JVM; and if
 * that is missing, cannot be written or is mounted {@code noexec}, or full, {@code .litestack} beside the database. The driver
 * itself is asked to load for the first time only when it has loaded: after a failure it gives other answers for ever.
 *
 * <p>On Linux the unpacked file is deleted as soon as it is loaded, so that a process that is killed leaves nothing, and what
 * others have left by then is deleted too: whoever has loaded a file does not need its name.
 */
final class NativeLibrary {
    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final Pattern UNPACKED =
            Pattern.compile("sqlite-[0-9.]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-(lib)?sqlitejdbc\\.so(\\.lck)?");
    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Between the unpacking of a file and its loading there are milliseconds. */
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

    private static volatile boolean isLoaded;

    private NativeLibrary() {}

    /**
     * Loads the library, if that has not been done.
     *
     * @throws StoreException if it cannot be loaded; a later call tries again
     */
    static void load(StoreConfig config) {
        if (!isLoaded) {
            synchronized (NativeLibrary.class) {
                if (!isLoaded) {
                    loadFromAnywhere(config);
                    isLoaded = true;
                }
            }
        }
    }

    private static void loadFromAnywhere(StoreConfig config) {
        Map<String, String> reasons = new LinkedHashMap<>();
        String chosen = System.getProperty(FOLDER);
        if (chosen != null || System.getProperty("org.sqlite.lib.path") != null) {
            if (isLoadedFrom(Path.of(chosen == null ? temporaryFolder() : chosen), config, reasons)) {
                return;
            }
        } else {
            for (Path folder : List.of(Path.of(temporaryFolder()), config.path().resolveSibling(".litestack"))) {
                if (isLoadedFrom(folder, config, reasons)) {
                    return;
                }
                System.clearProperty(FOLDER);
            }
        }
        throw new StoreException(
                "cannot open " + config.path() + ": SQLite's native library could not be loaded: "
                        + String.join("; ", reasons.values())
                        + ". Give a folder that can be written and is not mounted noexec: -D" + FOLDER
                        + "=/path/to/folder",
                null);
    }

    private static boolean isLoadedFrom(Path folder, StoreConfig config, Map<String, String> reasons) {
        String obstacle = obstacle(folder);
        if (obstacle != null) {
            reasons.put(folder.toString(), folder + " " + obstacle);
            return false;
        }
        try {
            if (System.getProperty(FOLDER) == null && !folder.toString().equals(temporaryFolder())) {
                System.setProperty(FOLDER, folder.toString());
            }
            SQLiteJDBCLoader.initialize();
            clean(folder, config.clock().instant());
            return true;
        } catch (IllegalCallerException e) {
            throw forbidden(config, e);
        } catch (Exception | LinkageError e) {
            reasons.put(folder.toString(), folder + (isFull(folder) ? " is full" : " does not do: " + e));
            return false;
        }
    }

    /** Whatever the folder, since JDK 24 if native access is denied to all to whom it is not allowed. */
    static StoreException forbidden(StoreConfig config, IllegalCallerException cause) {
        Module driver = SQLiteJDBCLoader.class.getModule();
        return new StoreException(
                "cannot open " + config.path()
                        + ": this JVM does not let SQLite's driver load native code; start it with"
                        + " --enable-native-access=" + (driver.isNamed() ? driver.getName() : "ALL-UNNAMED"),
                cause);
    }

    /** Why nothing can be unpacked and loaded there; null if nothing speaks against it. */
    private static @Nullable String obstacle(Path folder) {
        try {
            if (String.valueOf(folder.getFileName()).equals(".litestack") && !Files.isDirectory(folder)) {
                FileGuard.createPrivateFolder(folder);
            }
        } catch (IOException e) {
            return "cannot be made: " + e;
        }
        if (!Files.isDirectory(folder)) {
            return "does not exist";
        }
        if (!Files.isWritable(folder)) {
            return "cannot be written by user " + System.getProperty("user.name");
        }
        return FileSystemKind.isNoExec(folder) ? "is on a file system that is mounted noexec" : null;
    }

    private static boolean isFull(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < 4 << 20;
        } catch (IOException e) {
            return false;
        }
    }

    private static String temporaryFolder() {
        return System.getProperty("java.io.tmpdir");
    }

    // What is left behind.

    private static void clean(Path folder, Instant now) {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        try {
            for (Path mine : mapped()) {
                Files.deleteIfExists(mine);
                Files.deleteIfExists(mine.resolveSibling(mine.getFileName() + ".lck"));
            }
            FileTime before = FileTime.from(now.minus(LEFT_BEHIND));
            for (Path left : unpacked(folder)) {
                if (Files.getLastModifiedTime(left).compareTo(before) < 0) {
                    Files.deleteIfExists(left);
                }
            }
        } catch (IOException e) {
            // another process was quicker, or they belong to another user
        }
    }

    /** The unpacked files that this process has loaded. */
    private static List<Path> mapped() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String line : Files.readAllLines(MAPS)) {
            int at = line.indexOf('/');
            if (at >= 0 && isUnpacked(Path.of(line.substring(at))) && !found.contains(Path.of(line.substring(at)))) {
                found.add(Path.of(line.substring(at)));
            }
        }
        return found;
    }

    private static List<Path> unpacked(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(NativeLibrary::isUnpacked).toList();
        }
    }

    private static boolean isUnpacked(Path file) {
        return UNPACKED.matcher(String.valueOf(file.getFileName())).matches();
    }
}
