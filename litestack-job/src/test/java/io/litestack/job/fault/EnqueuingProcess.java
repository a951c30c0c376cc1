package io.litestack.job.fault;

import io.litestack.job.JobConfig;
import io.litestack.job.JobQueue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that enqueues a job for each line on its input, at full durability, and works on none. */
public final class EnqueuingProcess {
    private EnqueuingProcess() {}

    /** The queue's file. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(Path.of(arguments[0])).build())) {
            System.out.println("ready");
            for (String word = words.readLine(); word != null; word = words.readLine()) {
                jobs.enqueue(WorkerProcess.ADD, Integer.valueOf(word));
                System.out.println("enqueued " + word);
            }
        }
    }
}
