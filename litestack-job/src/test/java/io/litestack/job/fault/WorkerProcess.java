package io.litestack.job.fault;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.job.HandlerOptions;
import io.litestack.job.JobConfig;
import io.litestack.job.JobContext;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import io.litestack.job.LeaseLostException;
import io.litestack.job.RetryPolicy;
import io.litestack.job.WorkerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A process that works on a queue in the file of its effects; lines on its input say what to do, and lines on its output what
 * happens.
 */
public final class WorkerProcess {
    /** Adds one to the counter, in the transaction of its completion. */
    static final JobType<Integer> ADD = JobType.of("add", Integer.class);

    /** Says that it has begun, waits for a line to go on, and then adds its number to the counter. */
    static final JobType<Integer> HOLD = JobType.of("hold", Integer.class);

    private static final Semaphore GO = new Semaphore(0);

    private WorkerProcess() {}

    /** The file of the effects, that of the queue, the lease in milliseconds. */
    public static void main(String[] arguments) throws IOException {
        Store store = Store.open(Path.of(arguments[0]));
        createTable(store);
        Path queue = Path.of(arguments[1]);
        JobQueue jobs = open(
                queue.equals(store.config().path())
                        ? store.config()
                        : StoreConfig.builder(queue).build());
        handle(jobs, store);
        jobs.workers(config(Long.parseLong(arguments[2]))).start();
        say("ready");
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = words.readLine(); word != null; word = words.readLine()) {
            switch (word) {
                case "go" -> GO.release();
                case "close" -> jobs.close();
                case "enqueue" -> jobs.enqueue(ADD, 1);
                default -> throw new IllegalArgumentException(word);
            }
            say("did " + word);
        }
    }

    static JobQueue open(StoreConfig store) {
        return JobQueue.open(JobConfig.builder(store).build());
    }

    static WorkerConfig config(long leaseMillis) {
        return WorkerConfig.builder()
                .workers(2)
                .lease(Duration.ofMillis(leaseMillis))
                .retryPolicy(RetryPolicy.standard().withRetries(10_000))
                .interruptTimeout(Duration.ofMillis(200))
                .stopAtExit(true)
                .build();
    }

    static void createTable(Store store) {
        store.execute("create table if not exists counter(id integer primary key, n integer)");
        store.execute("insert into counter values (1, 0) on conflict do nothing");
    }

    static long counter(Store store) {
        return store.queryFirst("select n from counter", row -> row.getLong(1)).orElseThrow();
    }

    private static void handle(JobQueue jobs, Store store) {
        jobs.handle(ADD, (n, context) -> add(store, n, context));
        jobs.handle(HOLD, HandlerOptions.standard(), (n, context) -> {
            say("begun " + context.id());
            GO.acquireUninterruptibly();
            try {
                add(store, n, context);
                say("added");
            } catch (LeaseLostException e) {
                say("refused");
                throw e;
            }
        });
    }

    static void add(Store store, int n, JobContext context) {
        context.useWrite(store, tx -> tx.execute("update counter set n = n + ?", n));
    }

    /** In one system call, so that no line is half said. */
    private static synchronized void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
