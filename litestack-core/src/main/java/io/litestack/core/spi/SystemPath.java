package io.litestack.core.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Paths as the system understands them. */
public final class SystemPath {
    private SystemPath() {}

    /**
     * Makes a path absolute and free of {@code .} and {@code ..}. {@code link/..} is the folder in which the target of the link
     * lies, as for the system, and not the one in which the link lies, as for {@link Path#normalize}.
     *
     * @param path any path
     * @return the file or folder that the system means by it
     */
    public static Path absolute(Path path) {
        Path given = path.toAbsolutePath();
        @Nullable Path result = given.getRoot();
        if (result == null) {
            return given.normalize();
        }
        for (Path part : given) {
            String name = part.toString();
            if (name.equals("..")) {
                result = parentOf(result);
            } else if (!name.equals(".") && !name.isEmpty()) {
                result = result.resolve(part);
            }
        }
        return result;
    }

    private static Path parentOf(Path folder) {
        Path real = folder;
        if (Files.isSymbolicLink(folder)) {
            try {
                real = folder.toRealPath();
            } catch (IOException e) {
                // it leads nowhere, and so does the path
            }
        }
        Path parent = real.getParent();
        return parent == null ? real : parent;
    }
}
