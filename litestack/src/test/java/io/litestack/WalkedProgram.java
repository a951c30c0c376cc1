package io.litestack;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import io.litestack.job.JobContext;
import io.litestack.job.JobListener;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Does one thing, between {@link #begin} and {@link #end}, that {@link WalkTest} follows from another JVM. */
final class WalkedProgram {
    record Welcome(String email) {}

    private WalkedProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("row")) {
            row(folder);
        } else {
            job(folder);
        }
    }

    static void begin() {}

    static void end() {}

    /** One row, from the call to the flush. */
    private static void row(Path folder) {
        StoreConfig config =
                StoreConfig.builder(folder.resolve("row.db")).sync(Sync.FULL).build();
        try (Store store = Store.open(config)) {
            store.execute("create table if not exists note(text text not null)");
            store.execute("insert into note values (?)", "first");
            begin();
            store.execute("insert into note values (?)", "second");
            end();
        }
    }

    /** One job, from its enqueueing to its finish. */
    private static void job(Path folder) throws InterruptedException {
        JobType<Welcome> type = JobType.of("welcome", Welcome.class);
        BlockingQueue<Long> done = new LinkedBlockingQueue<>();
        JobListener listener = new JobListener() {
            @Override
            public void onDone(JobContext attempt, long runNanos) {
                done.add(runNanos);
            }
        };
        try (Litestack stack = Litestack.builder()
                .withoutFiles()
                .dataFolder(folder)
                .jobs(it -> it.listener(listener))
                .open()) {
            stack.jobs().handle(type, (job, context) -> {});
            stack.start();
            stack.jobs().enqueue(type, new Welcome("first"));
            done.take();
            begin();
            stack.jobs().enqueue(type, new Welcome("second"));
            done.take();
            end();
        }
    }
}
