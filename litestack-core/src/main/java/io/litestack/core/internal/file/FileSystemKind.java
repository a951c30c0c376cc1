package io.litestack.core.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** On what kind of file system something lies, as the system calls it. Nothing of that file system is opened for it. */
public final class FileSystemKind {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;
    private static final int OPTIONS = 5;
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private FileSystemKind() {}

    /** The kind below an existing path; empty where the system does not say, as in some sandboxes. */
    public static String of(Path path) {
        try {
            return Files.isReadable(MOUNTS)
                    ? of(path.toRealPath(), Files.readAllLines(MOUNTS))
                    : Files.getFileStore(path).type();
        } catch (IOException | SecurityException e) {
            return "";
        }
    }

    /** Whether no program can be run from there; false where the system does not say. */
    public static boolean isNoExec(Path path) {
        try {
            return Files.isReadable(MOUNTS) && isNoExec(path.toRealPath(), Files.readAllLines(MOUNTS));
        } catch (IOException | SecurityException e) {
            return false;
        }
    }

    public static boolean isNoExec(Path path, List<String> mounts) {
        List<String> mount = innermost(path, mounts);
        return mount.size() > OPTIONS
                && Arrays.asList(mount.get(OPTIONS).split(",", -1)).contains("noexec");
    }

    /** The innermost mount that holds the path, and of several at one place the last, which hides the others. */
    public static String of(Path path, List<String> mounts) {
        List<String> mount = innermost(path, mounts);
        return mount.isEmpty() ? "" : mount.get(mount.indexOf("-") + 1);
    }

    private static List<String> innermost(Path path, List<String> mounts) {
        List<String> innermost = List.of();
        int depth = 0;
        for (String mount : mounts) {
            List<String> fields = Arrays.asList(mount.split(" "));
            int dash = fields.indexOf("-");
            if (dash > MOUNT_POINT && dash + 1 < fields.size()) {
                Path point = pointOf(fields);
                if (point != null && path.startsWith(point) && point.getNameCount() >= depth) {
                    depth = point.getNameCount();
                    innermost = fields;
                }
            }
        }
        return innermost;
    }

    private static @Nullable Path pointOf(List<String> fields) {
        try {
            return Path.of(unescaped(fields.get(MOUNT_POINT)));
        } catch (InvalidPathException e) {
            return null; // its name cannot be said in this locale; then no path that could be opened leads there
        }
    }

    /** Spaces and the like are written as a backslash and three octal digits. */
    private static String unescaped(String text) {
        return OCTAL.matcher(text).replaceAll(it -> {
            char c = (char) Integer.parseInt(it.group(1), 8);
            return c == '\\' ? "\\\\" : String.valueOf(c);
        });
    }
}
