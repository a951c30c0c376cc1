package io.litestack.test;

import io.litestack.Litestack;
import io.litestack.LitestackBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A Litestack in a temporary folder.
 *
 * @param folder the folder, which is deleted at the end
 * @param stack the stack
 * @param jobs its jobs
 * @param clock the clock of all its stores
 * @param faults what it can be made to suffer
 * @param threads the threads of its stores
 */
record TestStack(Path folder, Litestack stack, TestJobs jobs, TestClock clock, Faults faults, RecordedThreads threads) {

    static TestStack open(Consumer<? super LitestackBuilder> settings, JobMode mode) {
        Path folder = newFolder();
        TestClock clock = TestClock.atNow();
        Faults faults = new Faults();
        RecordedThreads threads = new RecordedThreads();
        LitestackBuilder builder = Litestack.builder()
                .withoutFiles()
                .environment("test")
                .dataFolder(folder)
                .eachStore(it -> it.clock(clock).threads(threads))
                .jobs(it -> it.middleware(faults));
        settings.accept(builder);
        try {
            return opened(folder, builder.open(), clock, faults, threads, mode);
        } catch (RuntimeException | Error e) {
            delete(folder);
            throw e;
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("litestack-test");
        } catch (IOException e) {
            throw new UncheckedIOException("there is no folder for the test", e);
        }
    }

    @SuppressWarnings("TooManyParameters") // they are those of the record
    private static TestStack opened(
            Path folder, Litestack stack, TestClock clock, Faults faults, RecordedThreads threads, JobMode mode) {
        stack.stores().values().forEach(faults::cover);
        TestJobs jobs = TestJobs.of(stack.jobs());
        faults.cover(stack.jobs());
        clock.onMove(jobs::clockMoved);
        switch (mode) {
            case MANUAL -> jobs.manual();
            case INLINE -> jobs.inline();
            case WORKERS -> stack.start();
        }
        return new TestStack(folder, stack, jobs, clock, faults, threads);
    }

    /** Closes everything, deletes the folder, and fails if threads are left. */
    void close() {
        try {
            faults.close();
            stack.close();
            List<String> left = threads.awaitEnd();
            if (!left.isEmpty()) {
                throw new AssertionError("the test leaves a store of " + folder
                        + " open, which it has opened once more itself, or a handler that has not ended: " + left);
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the folder of the test, " + folder, e);
        }
    }
}
