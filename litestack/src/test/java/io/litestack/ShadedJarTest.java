package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cache.Cache;
import io.litestack.core.ConfigException;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.db.Database;
import io.litestack.internal.settings.KnownComponent;
import io.litestack.internal.settings.Providers;
import io.litestack.job.JobQueue;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a jar made of many may have lost: the service files of all components but one, or classes that only they name. */
@Timeout(120)
class ShadedJarTest {
    private static final String SERVICES = "META-INF/services/" + ComponentProvider.class.getName();
    private static final String DATABASE_PROVIDER = "io.litestack.db.internal.DatabaseProvider";

    @TempDir
    Path root;

    /** Opens everything, in whatever class loader it is loaded; says which components there are, or why there is none. */
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
                    .open()) {
                Set<String> names = new TreeSet<>(stack.stores().keySet());
                stack.jobs().stats();
                stack.db().query("select 1", Integer.class);
                stack.component(Runnable.class);
                return names.toString();
            } catch (ConfigException e) {
                return e.getMessage();
            }
        }
    }

    /** The class path with one service file instead of all, and without some classes. */
    private static final class ShadedLoader extends URLClassLoader {
        private final List<String> registered;
        private final String without;

        ShadedLoader(List<String> registered, String without) {
            super(
                    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(ShadedLoader::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
            this.registered = registered;
            this.without = without;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(without)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }

        @Override
        public Enumeration<URL> findResources(String name) throws IOException {
            if (!name.equals(SERVICES)) {
                return super.findResources(name);
            }
            return registered.isEmpty()
                    ? Collections.emptyEnumeration()
                    : Collections.enumeration(List.of(content(String.join("\n", registered))));
        }

        private static URL content(String text) throws MalformedURLException {
            return new URL(null, "memory:services", new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL url) {
                    return new URLConnection(url) {
                        @Override
                        public void connect() {}

                        @Override
                        public InputStream getInputStream() {
                            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                        }
                    };
                }
            });
        }

        private static URL url(String path) {
            try {
                return Path.of(path).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path, e);
            }
        }
    }

    private String openWith(List<String> registered, String without) throws Exception {
        try (URLClassLoader loader = new ShadedLoader(registered, without)) {
            Object probe = loader.loadClass(Probe.class.getName())
                    .getConstructor(String.class)
                    .newInstance(root.toString());
            return (String) ((Callable<?>) probe).call();
        }
    }

    @Test
    void the_components_are_found_without_their_service_files() throws Exception {
        for (List<String> registered : List.of(List.<String>of(), List.of(DATABASE_PROVIDER))) {
            assertThat(openWith(registered, ""))
                    .startsWith("Runnable: none of the components offers it (db, cache, cable, jobs)")
                    .endsWith("it is not named in " + SERVICES + ": a jar made of many must merge these files");
        }
    }

    @Test
    void a_class_that_the_jar_has_lost_is_named_with_the_remedy() throws Exception {
        assertThat(openWith(List.of(), DATABASE_PROVIDER))
                .isEqualTo("db: the jar holds " + Database.class.getName() + " but not " + DATABASE_PROVIDER
                        + "; keep all classes of io.litestack:litestack-db in it (minimizeJar and the like drop those that"
                        + " are found by name) to have db");
        assertThat(openWith(List.of(DATABASE_PROVIDER), DATABASE_PROVIDER))
                .contains("Provider " + DATABASE_PROVIDER + " not found")
                .contains("a jar made of many must keep all classes that its META-INF/services name");
    }

    @Test
    void the_known_providers_are_those_that_are_registered() {
        List<ComponentProvider<?, ?>> all =
                Providers.of(Litestack.class.getClassLoader()).all();
        assertThat(all)
                .extracting(it -> it.getClass().getName())
                .containsExactly(
                        KnownComponent.DB.provider(),
                        KnownComponent.CACHE.provider(),
                        KnownComponent.CABLE.provider(),
                        KnownComponent.JOBS.provider());
        assertThat(all)
                .<Class<?>>extracting(ComponentProvider::type)
                .containsExactly(Database.class, Cache.class, Cable.class, JobQueue.class);
    }
}
