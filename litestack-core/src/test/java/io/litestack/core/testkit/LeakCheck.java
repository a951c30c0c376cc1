package io.litestack.core.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something of its stores behind: a thread of theirs that lives on, or, where the system tells of
 * them (Linux), a descriptor of a database. A test closes its stores itself, or in an {@code AfterEach}.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(LeakCheck.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** Started once for the process, by whichever store comes first. */
    private static final Set<String> SHARED = Set.of("litestack-readers-housekeeper-1");

    /** What was there before the test. */
    private record Before(Set<Thread> threads, Set<String> files) {}

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put(Before.class, new Before(threads(), files()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Before before = context.getStore(SPACE).get(Before.class, Before.class);
        try {
            Eventually.until(
                    "all threads and files of the test's stores are gone",
                    () -> left(before).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError("the test leaves behind: " + left(before), e);
        }
    }

    private static List<String> left(Before before) {
        List<String> left = new ArrayList<>();
        for (Thread thread : threads()) {
            if (!before.threads.contains(thread) && !SHARED.contains(thread.getName())) {
                left.add("thread " + thread.getName());
            }
        }
        for (String file : files()) {
            if (!before.files.contains(file)) {
                left.add("descriptor " + file);
            }
        }
        return left;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().startsWith("litestack-"))
                .collect(Collectors.toSet());
    }

    /** The descriptors of databases and their logs, as {@code number -> path}. */
    private static Set<String> files() {
        Set<String> found = new TreeSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return found;
        }
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            for (Path descriptor : descriptors.toList()) {
                String target = targetOf(descriptor);
                if (target.matches(".*\\.db(-wal|-shm)?( \\(deleted\\))?")) {
                    found.add(descriptor.getFileName() + " -> " + target);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot look at " + DESCRIPTORS, e);
        }
        return found;
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}
