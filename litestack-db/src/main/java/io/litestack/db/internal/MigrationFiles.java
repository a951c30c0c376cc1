package io.litestack.db.internal;

import io.litestack.db.Migration;
import io.litestack.db.MigrationException;
import io.litestack.db.Migrations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Migrations as files. */
public final class MigrationFiles {
    private static final String STANDARD_FOLDER = "db/migration";
    private static final String NONE = "none";
    private static final String SUFFIX = ".sql";
    private static final Pattern NAME = Pattern.compile("V0*([1-9][0-9]{0,17})__(.+)\\.sql");

    private MigrationFiles() {}

    /** A source that has a name, for configuration files and messages. */
    private record Named(String name, Migrations source) implements Migrations {
        @Override
        public List<Migration> load() {
            return source.load();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Those in the usual folder of the class path, if it exists.
     *
     * @return the source
     */
    public static Migrations standard() {
        return new Named(STANDARD_FOLDER, () -> migrations(new ClassPathFolder(STANDARD_FOLDER).files()));
    }

    /**
     * No migrations.
     *
     * @return the source
     */
    public static Migrations none() {
        return new Named(NONE, List::of);
    }

    /** What a configuration file names. */
    static Migrations configured(String name) {
        return name.equals(NONE) ? none() : fromClassPath(name);
    }

    /**
     * Those in a folder of the class path.
     *
     * @param folder the folder's name, with slashes
     * @return the source
     */
    public static Migrations fromClassPath(String folder) {
        String name = folder.replaceAll("^/+|/+$", "");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name a folder of the class path, such as " + STANDARD_FOLDER);
        }
        return new Named(name, () -> loadFromClassPath(name));
    }

    private static List<Migration> loadFromClassPath(String name) {
        ClassPathFolder found = new ClassPathFolder(name);
        if (!found.exists()) {
            throw new MigrationException(
                    "there is no folder " + name + " on the class path; create it in src/main/resources, or use"
                            + " Migrations.none()",
                    null);
        }
        return migrations(found.files());
    }

    /**
     * Those in a folder of the file system.
     *
     * @param folder the folder
     * @return the source
     */
    public static Migrations fromFolder(Path folder) {
        return new Named(folder.toString(), () -> loadFromFolder(folder));
    }

    private static List<Migration> loadFromFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new MigrationException("there is no folder " + folder.toAbsolutePath() + " with migrations", null);
        }
        return migrations(list(folder));
    }

    /** A file as it was found. */
    record TextFile(String name, String text) {
        /** The file of these bytes, found at {@code origin}. */
        static TextFile of(String name, String origin, byte[] content) {
            return new TextFile(name, decoded(content, origin));
        }
    }

    /** The SQL files directly in a folder. */
    static List<TextFile> list(Path folder) {
        List<TextFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = String.valueOf(file.getFileName());
                if (isSql(name)) {
                    files.add(TextFile.of(name, file.toString(), Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw new MigrationException("cannot read the migrations in " + folder + ": " + e, e);
        }
        return files;
    }

    static boolean isSql(String name) {
        return name.endsWith(SUFFIX);
    }

    private static List<Migration> migrations(List<TextFile> files) {
        return files.stream().map(it -> parse(it.name(), it.text())).toList();
    }

    private static String decoded(byte[] content, String origin) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new MigrationException(origin + " is not UTF-8; save it as UTF-8", e);
        }
    }

    /**
     * Makes a migration of a file.
     *
     * @param fileName the file's name
     * @param sql its content
     * @return the migration
     */
    public static Migration parse(String fileName, String sql) {
        Matcher matcher = NAME.matcher(fileName);
        if (!matcher.matches()) {
            throw new MigrationException(
                    "\"" + fileName
                            + "\" is not the name of a migration; name it V<version>__<what_it_does>.sql, such as"
                            + " V1__create_users.sql, or move it to another folder",
                    null);
        }
        return new Migration(Long.parseLong(matcher.group(1)), matcher.group(2), sql);
    }
}
