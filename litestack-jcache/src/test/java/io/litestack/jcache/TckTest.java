package io.litestack.jcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.cache.Caching;
import org.jsr107.tck.CacheTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Request;
import org.junit.runner.Result;
import org.junit.runner.manipulation.Filter;
import org.junit.runner.notification.Failure;

/**
 * The official tests of JCache ({@code javax.cache:cache-tests}), all classes that their archive has. What is left out is named here, with
 * why.
 */
class TckTest {
    private static final String ANNOTATIONS = "annotations are for the container that makes the beans, such as Spring";

    /** By class and method; a whole class has no method. */
    private static final Map<String, String> EXCLUSIONS = Map.of(
            "org.jsr107.tck.CachingTest.dummyTest",
            "fails whatever the provider does: it is there to try the kit's own list of exclusions",
            "org.jsr107.tck.StoreByReferenceTest",
            "storing by reference is optional, and cannot be: entries outlive the process",
            "org.jsr107.tck.annotation.InterceptionCacheNameOnEachMethodTest",
            ANNOTATIONS,
            "org.jsr107.tck.annotation.InterceptionUsingCacheConfigTest",
            ANNOTATIONS,
            "org.jsr107.tck.annotation.InterceptionUsingDefaultCacheNameTest",
            ANNOTATIONS);

    private static final int AT_LEAST = 400;

    @TempDir
    static Path folder;

    private static final AtomicInteger RUN = new AtomicInteger();

    private static Map<String, String> properties() {
        return Map.of(
                "io.litestack.jcache.uri",
                folder.resolve("tck.db").toUri().toString(),
                // the tests store objects of classes of their own, and of the JDK, in caches without types
                "io.litestack.jcache.java-serialization",
                "org.jsr107.tck.**;domain.*;java.**",
                // by these the tests know what to unwrap
                "javax.cache.CacheManager",
                "io.litestack.jcache.internal.manager.JCacheManager",
                "javax.cache.Cache",
                "io.litestack.jcache.internal.cache.JCache",
                "javax.cache.Cache.Entry",
                "io.litestack.jcache.internal.cache.PlainEntry");
    }

    @BeforeAll
    static void configure() {
        properties().forEach(System::setProperty);
    }

    @AfterAll
    static void reset() {
        Caching.getCachingProvider().close();
        properties().keySet().forEach(System::clearProperty);
    }

    @TestFactory
    Stream<DynamicTest> every_class_of_the_kit() throws IOException, ClassNotFoundException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Class<?> each : classes()) {
            tests.add(DynamicTest.dynamicTest(each.getName(), () -> run(each)));
        }
        tests.add(DynamicTest.dynamicTest(
                "they were many", () -> assertThat(RUN).hasValueGreaterThanOrEqualTo(AT_LEAST)));
        return tests.stream();
    }

    private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        String archive = CacheTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        try (JarFile jar = new JarFile(archive)) {
            for (JarEntry each : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = each.getName();
                if (name.endsWith(".class") && !name.contains("$")) {
                    Class<?> type = Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                    if (hasTests(type) && !EXCLUSIONS.containsKey(type.getName())) {
                        classes.add(type);
                    }
                }
            }
        }
        return classes;
    }

    private static boolean hasTests(Class<?> type) {
        return !Modifier.isAbstract(type.getModifiers())
                && Stream.of(type.getMethods()).anyMatch(it -> it.isAnnotationPresent(org.junit.Test.class));
    }

    private static void run(Class<?> type) {
        Filter filter = new Filter() {
            @Override
            public boolean shouldRun(Description test) {
                return !test.isTest() || !EXCLUSIONS.containsKey(test.getClassName() + "." + test.getMethodName());
            }

            @Override
            public String describe() {
                return "all that are not left out";
            }
        };
        Result result = new JUnitCore().run(Request.aClass(type).filterWith(filter));
        RUN.addAndGet(result.getRunCount());
        Map<String, String> failures = new TreeMap<>();
        for (Failure each : result.getFailures()) {
            failures.put(String.valueOf(each.getDescription().getMethodName()), each.getTrace());
        }
        assertThat(failures).isEmpty();
    }
}
