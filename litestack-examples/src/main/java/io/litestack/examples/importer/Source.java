package io.litestack.examples.importer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the rows come from. It is read twice: once to know the file again, once to import it.
 *
 * @param name how to call it in messages
 * @param stem its name without folder and endings, for the store's default name
 * @param opening opens it at its first byte
 */
record Source(String name, String stem, Opening opening) {
    /** Opens the bytes as they are stored, possibly compressed. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    private static final String SHIPPED = "us-zipcodes.csv.gz";

    /** The file that comes with the examples. */
    static Source shipped() {
        return new Source(
                SHIPPED, stemOf(SHIPPED), () -> Objects.requireNonNull(Source.class.getResourceAsStream(SHIPPED)));
    }

    /**
     * A file of the user's.
     *
     * @throws ImportException if it cannot be read
     */
    static Source file(Path path) {
        if (Files.notExists(path)) {
            throw new ImportException("there is no file " + path.toAbsolutePath() + "; check the path");
        }
        if (Files.isDirectory(path)) {
            throw new ImportException(path + " is a folder; name a file in it");
        }
        if (!Files.isRegularFile(path)) {
            throw new ImportException(path + " is not a regular file, and to go on after a crash it must be read again;"
                    + " save it to a file first");
        }
        if (!Files.isReadable(path)) {
            throw new ImportException("user " + System.getProperty("user.name") + " may not read " + path
                    + "; grant read permission on it and search permission on its folders");
        }
        Path fileName = Objects.requireNonNull(path.getFileName());
        return new Source(path.toString(), stemOf(fileName.toString()), () -> Files.newInputStream(path));
    }

    /** Without what the name of a store may not have. */
    private static String stemOf(String fileName) {
        int dot = fileName.indexOf('.', 1);
        String stem = dot < 0 ? fileName : fileName.substring(0, dot);
        return stem.replaceAll("[?#%\\p{Cntrl}]", "_");
    }
}
