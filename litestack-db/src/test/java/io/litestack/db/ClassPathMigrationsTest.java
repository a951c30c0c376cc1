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
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String directory : List.of("db/", "db/migration/", "db/migration/old/")) {
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
                        "db/migration/old/V9__old.sql", "no",
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
    void a_bad_name_in_a_jar_is_refused() throws Exception {
        Path jar = jar("bad.jar", Map.of("db/migration/create.sql", "select 1"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> loadWith(jar))
                .withMessageContaining("create.sql");
    }
}
