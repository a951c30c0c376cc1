package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first enqueue of a process loads little code while it holds the writer: it was loaded when the queue was opened. */
class FirstEnqueueTest {
    private static final JobType<Integer> NUMBER = JobType.of("number", Integer.class);

    /** Jackson alone has many hundreds. */
    private static final int MOST_CLASSES = 120;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "the queue in {0}")
    @ValueSource(strings = {"app.db", "jobs.db"})
    void little_is_loaded_inside_the_transaction(String queue) {
        try (ChildJvm child = ChildJvm.start(folder, First.class, folder.resolve("app.db"), folder.resolve(queue))) {
            int classes = Integer.parseInt(child.next().orElseThrow());
            assertThat(classes).isLessThan(MOST_CLASSES);
            assertThat(child.awaitEnd()).isZero();
        }
    }

    /** The process. */
    static final class First {
        private First() {}

        public static void main(String[] arguments) {
            StoreConfig app = StoreConfig.builder(Path.of(arguments[0])).build();
            StoreConfig file = arguments[0].equals(arguments[1])
                    ? app
                    : StoreConfig.builder(Path.of(arguments[1])).build();
            EnqueueOptions options = EnqueueOptions.standard().withTags("a").withMetadata(Map.of("b", "c"));
            try (Store store = Store.open(app);
                    JobQueue jobs = JobQueue.open(JobConfig.builder(file).build())) {
                if (!app.equals(file)) {
                    jobs.attach(store);
                }
                store.useWrite(tx -> tx.execute("create table t(a)"));
                store.useWrite(tx -> {
                    long before = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
                    jobs.enqueue(tx, NUMBER, 1, options);
                    long after = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
                    System.out.println(after - before);
                });
            }
        }
    }
}
