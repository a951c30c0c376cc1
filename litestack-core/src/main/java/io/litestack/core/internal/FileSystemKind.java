package io.litestack.core.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** On what kind of file system something lies, as the system calls it. Nothing of that file system is opened for it. */
final class FileSystemKind {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private FileSystemKind() {}

    /** The kind below an existing path; empty where the system does not say, as in some sandboxes. */
    static String of(Path path) {
        try {
            return Files.isReadable(MOUNTS)
                    ? of(path.toRealPath(), Files.readAllLines(MOUNTS))
                    : Files.getFileStore(path).type();
        } catch (IOException | SecurityException e) {
            return "";
        }
    }

    /** The innermost mount that holds the path, and of several at one place the last, which hides the others. */
    static String of(Path path, List<String> mounts) {
        String kind = "";
        int depth = 0;
        for (String mount : mounts) {
            List<String> fields = Arrays.asList(mount.split(" "));
            int dash = fields.indexOf("-");
            if (dash > MOUNT_POINT && dash + 1 < fields.size()) {
                Path point = Path.of(unescaped(fields.get(MOUNT_POINT)));
                if (path.startsWith(point) && point.getNameCount() >= depth) {
                    depth = point.getNameCount();
                    kind = fields.get(dash + 1);
                }
            }
        }
        return kind;
    }

    /** Spaces and the like are written as a backslash and three octal digits. */
    private static String unescaped(String text) {
        return OCTAL.matcher(text).replaceAll(it -> {
            char c = (char) Integer.parseInt(it.group(1), 8);
            return c == '\\' ? "\\\\" : String.valueOf(c);
        });
    }
}
