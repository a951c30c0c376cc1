package io.litestack.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The contracts of a module: abstract test classes, named so, that say what an interface promises. One that no implementation is
 * put through would promise nothing.
 */
public final class Contracts {
    private Contracts() {}

    /** Fails if a contract in the module of a test class is not run by a class that can be instantiated. */
    public static void assertAllAreRun(Class<?> test) {
        List<Class<?>> classes = classesBeside(test);
        List<Class<?>> contracts = classes.stream()
                .filter(it -> it.getSimpleName().endsWith("Contract"))
                .toList();
        assertThat(contracts).isNotEmpty();
        assertThat(contracts)
                .allSatisfy(contract -> assertThat(classes)
                        .as("classes that run " + contract.getName())
                        .anyMatch(it -> contract.isAssignableFrom(it) && isRun(it)));
    }

    private static boolean isRun(Class<?> type) {
        return !Modifier.isAbstract(type.getModifiers()) && !type.isInterface();
    }

    private static List<Class<?>> classesBeside(Class<?> test) {
        try {
            Path root = Path.of(
                    test.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(it -> root.relativize(it).toString())
                        .filter(it -> it.endsWith(".class"))
                        .<Class<?>>map(it -> load(it, test.getClassLoader()))
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String file, ClassLoader loader) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
