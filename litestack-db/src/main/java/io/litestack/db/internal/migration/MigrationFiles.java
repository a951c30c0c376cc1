package io.litestack.db.internal.migration;

import io.litestack.db.Migration;
import io.litestack.db.MigrationException;
import io.litestack.db.Migrations;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /** The same source, which was read already. */
    public static Migrations loaded(Migrations source, List<Migration> migrations) {
        return new Named(source.toString(), () -> migrations);
    }

    /** What a configuration file names. */
    public static Migrations configured(String name) {
        return name.equalsIgnoreCase(NONE) ? none() : fromClassPath(name, "say migrations: none");
    }

    /**
     * Those in a folder of the class path.
     *
     * @param folder the folder's name, with slashes
     * @return the source
     */
    public static Migrations fromClassPath(String folder) {
        return fromClassPath(folder, "use Migrations.none()");
    }

    private static Migrations fromClassPath(String folder, String remedy) {
        String name = folder.replaceAll("^/+|/+$", "");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name a folder of the class path, such as " + STANDARD_FOLDER);
        }
        return new Named(name, () -> loadFromClassPath(name, remedy));
    }

    private static List<Migration> loadFromClassPath(String name, String remedy) {
        ClassPathFolder found = new ClassPathFolder(name);
        if (!found.exists()) {
            throw new MigrationException(
                    "there is no folder " + name + " on the class path; create it in src/main/resources, or " + remedy,
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

    /**
     * A file as it was found.
     *
     * @param name its name alone
     * @param origin where it was found, for messages
     * @param text its content
     */
    record TextFile(String name, String origin, String text) {
        /** The file of these bytes, found at {@code origin}. */
        static TextFile of(String name, String origin, byte[] content) {
            return new TextFile(name, origin, decoded(content, origin));
        }
    }

    /** The SQL files in a folder and in the folders in it. */
    static List<TextFile> list(Path folder) {
        List<TextFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                Optional<String> name =
                        sqlName(folder.relativize(file).toString().replace(File.separatorChar, '/'));
                if (name.isPresent()) {
                    files.add(TextFile.of(name.get(), file.toString(), Files.readAllBytes(file)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new MigrationException("cannot read the migrations in " + folder + ": " + e, e);
        }
        return files;
    }

    /**
     * The name of an SQL file, whatever the case of its ending; a wrong one is an error later. Nothing hidden counts: macOS and
     * editors put files such as {@code ._V1__a.sql} beside others.
     *
     * @param path its path in the folder of migrations, with slashes
     */
    static Optional<String> sqlName(String path) {
        boolean isSql = path.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
        boolean isHidden = path.startsWith(".") || path.contains("/.");
        return isSql && !isHidden ? Optional.of(path.substring(path.lastIndexOf('/') + 1)) : Optional.empty();
    }

    /** One that was found in two ways counts once; two of one version are named with the places where they are. */
    private static List<Migration> migrations(List<TextFile> files) {
        Map<Long, TextFile> found = new LinkedHashMap<>();
        List<Migration> migrations = new ArrayList<>();
        for (TextFile file : files) {
            Migration migration = parse(file);
            TextFile twin = found.putIfAbsent(migration.version(), file);
            if (twin == null) {
                migrations.add(migration);
            } else if (!parse(twin).equals(migration)) {
                throw new MigrationException(
                        "two migrations have version " + migration.version() + ": " + twin.origin() + " and "
                                + file.origin() + "; give the later one the next free version",
                        null);
            }
        }
        return migrations;
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
        return parse(new TextFile(fileName, "", sql));
    }

    private static Migration parse(TextFile file) {
        Matcher matcher = NAME.matcher(file.name());
        if (!matcher.matches()) {
            throw new MigrationException(
                    "\"" + file.name() + "\" is not the name of a migration; name it " + wanted(file.name())
                            + ", or move it to another folder"
                            + (file.origin().isEmpty() ? "" : " (it is " + file.origin() + ")"),
                    null);
        }
        return new Migration(Long.parseLong(matcher.group(1)), matcher.group(2), file.text());
    }

    private static String wanted(String name) {
        String stem = name.substring(0, Math.max(0, name.length() - SUFFIX.length()));
        String corrected = stem.replaceFirst("^v", "V") + SUFFIX;
        return NAME.matcher(corrected).matches()
                ? corrected
                : "V<version>__<what_it_does>.sql, such as V1__create_users.sql";
    }
}
