package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ConfigException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A class path on which one of the parts is missing. */
@Timeout(120)
class AbsentPartTest {
    @TempDir
    Path root;

    /** Runs where {@code litestack-db} is missing; the message of the error is its answer. */
    public static final class Probe implements Callable<String> {
        private final String folder;

        public Probe(String folder) {
            this.folder = folder;
        }

        @Override
        public String call() {
            try (Litestack stack = Litestack.builder()
                    .withoutFiles()
                    .dataFolder(Path.of(folder))
                    .settings(Map.of("db", Map.of("store", "off")))
                    .open()) {
                stack.start();
                stack.jobs().stats();
                return stack.stores().keySet() + " " + stack.db();
            } catch (ConfigException e) {
                return e.getMessage();
            }
        }
    }

    @Test
    void a_part_that_is_not_on_the_class_path_is_absent_and_its_artifact_is_named() throws Exception {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(it -> !it.contains("litestack-db"))
                .map(AbsentPartTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Object probe = loader.loadClass(Probe.class.getName())
                    .getConstructor(String.class)
                    .newInstance(root.toString());
            assertThat(loader.loadClass("io.litestack.Main").getMethod("main", String[].class))
                    .as("a main class that needs no part")
                    .isNotNull();
            assertThat(((Callable<?>) probe).call())
                    .isEqualTo("db: io.litestack:litestack-db is not on the class path; add it to have db");
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
