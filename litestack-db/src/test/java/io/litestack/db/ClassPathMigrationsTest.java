package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where on the class path migrations are found. */
class ClassPathMigrationsTest {
    @TempDir
    Path folder;

    private Path jar(String name, Map<String, String> entries) throws Exception {
        return jar(name, List.of("db/", "db/migration/", "db/migration/old/"), entries);
    }

    private Path jar(String name, List<String> directories, Map<String, String> entries) throws Exception {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String directory : directories) {
                out.putNextEntry(new JarEntry(directory));
            }
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static List<Migration> loadWith(Path... places) throws Exception {
        URL[] urls = new URL[places.length];
        for (int i = 0; i < places.length; i++) {
            urls[i] = places[i].toUri().toURL();
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(urls, before)) {
            thread.setContextClassLoader(loader);
            return Migrations.standard().load();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void they_are_found_in_jars_whatever_their_names() throws Exception {
        Path jar = jar(
                "a jar with spaces & ü.jar",
                Map.of(
                        "db/migration/V1__a.sql", "select 1",
                        "db/migration/README.txt", "no",
                        "db/migration/.old/V9__old.sql", "no",
                        "db/migration/._V1__a.sql", "no",
                        "db/migrations/V8__elsewhere.sql", "no"));
        assertThat(loadWith(jar)).containsExactly(new Migration(1, "a", "select 1"));
        Files.delete(jar); // nothing holds it open
    }

    @Test
    void they_are_found_in_several_jars_and_folders_together() throws Exception {
        Path jar = jar("one.jar", Map.of("db/migration/V1__a.sql", "select 1"));
        Path classes = folder.resolve("clas ses");
        Files.createDirectories(classes.resolve("db/migration"));
        Files.writeString(classes.resolve("db/migration/V2__b.sql"), "select 2");
        assertThat(loadWith(jar, classes)).extracting(Migration::version).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void they_are_found_in_jars_that_have_no_entries_for_folders() throws Exception {
        Map<String, String> first = Map.of("db/migration/V1__a.sql", "select 1");
        Map<String, String> second =
                Map.of("db/migration/V2__b.sql", "select 2", "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n");
        Path plain = jar("a plain one.jar", List.of(), first);
        Path manifest = jar("with manifest.jar", List.of(), second);
        Files.writeString(folder.resolve("broken.jar"), "no jar");
        assertThat(loadWith(plain, manifest, folder.resolve("broken.jar"), folder.resolve("gone.jar")))
                .containsExactlyInAnyOrder(new Migration(1, "a", "select 1"), new Migration(2, "b", "select 2"));
        Files.delete(plain);
        Files.delete(manifest);
    }

    @Test
    void they_are_found_in_a_jar_of_several_releases_of_java() throws Exception {
        String manifest = "Manifest-Version: 1.0\nMulti-Release: true\n";
        Path jar = jar("releases.jar", Map.of("db/migration/V1__a.sql", "select 1", "META-INF/MANIFEST.MF", manifest));
        assertThat(loadWith(jar)).containsExactly(new Migration(1, "a", "select 1"));
    }

    @Test
    void those_in_folders_of_the_folder_count_too() throws Exception {
        Path jar = jar("one.jar", Map.of("db/migration/old/V1__a.sql", "select 1"));
        Path classes = folder.resolve("classes");
        Files.createDirectories(classes.resolve("db/migration/2026/may"));
        Files.writeString(classes.resolve("db/migration/2026/may/V2__b.sql"), "select 2");
        assertThat(loadWith(jar, classes)).extracting(Migration::version).containsExactlyInAnyOrder(1L, 2L);
        Files.writeString(classes.resolve("db/migration/V1__a.sql"), "select 3");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> loadWith(jar, classes))
                .withMessageContaining("two migrations have version 1: ")
                .withMessageContaining(jar + "!db/migration/old/V1__a.sql")
                .withMessageContaining(classes.resolve("db/migration/V1__a.sql").toString());
    }

    @Test
    void a_bad_name_in_a_jar_is_refused() throws Exception {
        Path jar = jar("bad.jar", Map.of("db/migration/create.sql", "select 1"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> loadWith(jar))
                .withMessageContaining("create.sql");
    }
}
